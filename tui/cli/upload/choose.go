package upload

import (
	"context"
	"fmt"
	"strings"

	"dossier/flows"
	"dossier/tui/cli"
)

// chooseRequirements chooses the flow and the documents, where the dossier has none yet or
// the command line says otherwise. Nothing is recorded before everything fits, and what
// does not is said at once.
func (u *uploadRun) chooseRequirements(ctx context.Context) error {
	j := u.currentJourney()
	list, chosen, wrong := u.wantedFlow(j)
	wrong = append(wrong, u.misfits(list, j.Checklist())...)
	wrong = append(wrong, u.missingTexts(list, j.Checklist())...)
	wrong = append(wrong, u.decisionProblems(j)...)
	if len(wrong) > 0 {
		wrong = append(wrong, u.pictureProblems(ctx, list)...)
		return cli.Problemf(cli.ExitUsage, "%s", strings.Join(append(wrong, "see dossier upload --help"), "\n"))
	}
	if !chosen {
		if err := u.postEvents(ctx, flows.FlowChosen{Flow: list[0]}); err != nil {
			return err
		}
	}
	return u.chooseDocuments(ctx)
}

// wantedFlow is the flow that the dossier is on, or the one that was named. Where that is
// wrong it is every flow that may be meant.
func (u *uploadRun) wantedFlow(j flows.Journey) (list []flows.Flow, chosen bool, wrong []string) {
	now, chosen := j.Flow()
	switch {
	case chosen && u.flow != "" && u.flow != now.Name:
		wrong = []string{fmt.Sprintf("--flow: this dossier is on %q; give that name, or change the flow in the wizard", now.Name)}
		return []flows.Flow{now}, true, wrong
	case chosen:
		return []flows.Flow{now}, true, nil
	case u.flow == "":
		return u.s.Flows, false, []string{"--flow is missing: one of " + flowNames(u.s.Flows)}
	}
	list = namedFlows(u.s.Flows, u.flow)
	if len(list) != 1 || list[0].Name != u.flow {
		wrong = []string{"--flow: there is no such flow; one of " + flowNames(u.s.Flows) + slipHint(u.flow, plainFlowNames(u.s.Flows))}
	}
	return list, false, wrong
}

// chooseDocuments records the documents that were named, and those that leave no choice.
func (u *uploadRun) chooseDocuments(ctx context.Context) error {
	for _, n := range u.currentJourney().Checklist() {
		if want, ok := u.wantedDocument(n); ok {
			if err := u.postEvents(ctx, want); err != nil {
				return err
			}
		}
	}
	for _, e := range u.currentJourney().ImpliedDocuments() {
		if err := u.postEvents(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// wantedDocument is the document that the command line wants for a requirement; false
// when it names none, or the one that is chosen already.
func (o *uploadOptions) wantedDocument(n flows.NeedLine) (flows.DocumentChosen, bool) {
	want, given := o.chosenDocuments[n.Need.Name]
	if !given && !n.Chosen && len(n.Need.AnyOf) == 1 && o.country != "" {
		want, given = flows.DocumentChosen{Need: n.Need.Name, Type: n.Need.AnyOf[0], Country: flows.Country(o.country)}, true
	}
	same := n.Chosen && n.Document.Type == want.Type && n.Document.Country == want.Country
	return want, given && !same
}
