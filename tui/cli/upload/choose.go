package upload

import (
	"context"
	"strings"

	"dossier/flows"
	"dossier/tui/cli"
)

// chooseRequirements chooses the flow and the documents, where the dossier has none yet or
// the command line says otherwise. Nothing is recorded before everything fits.
func (u *uploadRun) chooseRequirements(ctx context.Context) error {
	flow, chosen, err := u.wantedFlow()
	if err != nil {
		return err
	}
	checklist := u.currentJourney().Checklist()
	if p := firstProblem(u.documentProblem(flow, checklist), u.unknownSlotProblem(flow), u.missingProblem(flow, checklist)); p != nil {
		return p
	}
	if !chosen {
		if err := u.postEvents(ctx, flows.FlowChosen{Flow: flow}); err != nil {
			return err
		}
	}
	if err := u.chooseDocuments(ctx); err != nil {
		return err
	}
	_, err = u.givenFiles(u.currentJourney())
	return err
}

// wantedFlow is the flow that the dossier is on, or the one that was named.
func (u *uploadRun) wantedFlow() (flow flows.Flow, chosen bool, err error) {
	now, chosen := u.currentJourney().Flow()
	switch {
	case chosen && u.flow != "" && u.flow != now.Name:
		return now, true, cli.Problemf(cli.ExitUsage, "this dossier is on another flow; give that flow's name, or change it in the wizard")
	case chosen:
		return now, true, nil
	}
	flow, err = u.findFlow(u.s.Flows)
	return flow, false, err
}

func firstProblem(list ...*cli.Problem) *cli.Problem {
	for _, p := range list {
		if p != nil {
			return p
		}
	}
	return nil
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

// documentProblem is what is wrong with --document under the flow. A document that is
// chosen already stays right, whatever the flow says now.
func (o *uploadOptions) documentProblem(f flows.Flow, checklist []flows.NeedLine) *cli.Problem {
	for name := range o.chosenDocuments {
		if _, ok := f.Need(name); !ok {
			return cli.Problemf(cli.ExitUsage, "--document: the flow has no such requirement; it has %s%s", strings.Join(needNames(f), ", "), slipHint(name, needNames(f)))
		}
	}
	for _, n := range needLines(f, checklist) {
		want, ok := o.wantedDocument(n)
		if ok && !n.Need.Allows(want.Type, want.Country) {
			return cli.Problemf(cli.ExitUsage, "--document: the flow does not take that document or country for %s; it takes %s%s", n.Need.Name, typeNames(n.Need), slipHint(string(want.Type), typeWords(n.Need)))
		}
	}
	return nil
}

// needLines are the requirements of a flow as a dossier has them: those of a flow that is
// not chosen yet have no document.
func needLines(f flows.Flow, checklist []flows.NeedLine) []flows.NeedLine {
	if len(checklist) > 0 {
		return checklist
	}
	var lines []flows.NeedLine
	for _, n := range f.Needs {
		lines = append(lines, flows.NeedLine{Need: n})
	}
	return lines
}

// unknownSlotProblem is a picture for a requirement that the flow does not have.
func (o *uploadOptions) unknownSlotProblem(f flows.Flow) *cli.Problem {
	for written := range o.files {
		if _, ok := f.Need(written.Need); !ok {
			names := flowSlotNames([]flows.Flow{f})
			return cli.Problemf(cli.ExitUsage, "a picture was given for a slot that the flow does not have; it wants %s%s", strings.Join(names, ", "), slipHint(written.String(), names))
		}
	}
	return nil
}

func typeWords(n flows.Need) []string {
	var words []string
	for _, t := range n.AnyOf {
		words = append(words, string(t))
	}
	return words
}

func typeNames(n flows.Need) string {
	text := strings.Join(typeWords(n), ", ")
	if len(n.Countries) > 0 {
		text += ", from some countries only"
	}
	return text
}

func needNames(f flows.Flow) []string {
	var names []string
	for _, n := range f.Needs {
		names = append(names, n.Name)
	}
	return names
}

// findFlow finds the flow that was named.
func (o *uploadOptions) findFlow(list []flows.Flow) (flows.Flow, error) {
	for _, f := range list {
		if f.Name == o.flow {
			return f, nil
		}
	}
	if o.flow != "" {
		return flows.Flow{}, cli.Problemf(cli.ExitUsage, "there is no such flow; one of %s%s", flowNames(list), slipHint(o.flow, plainFlowNames(list)))
	}
	texts := []string{"--flow is missing: one of " + flowNames(list)}
	open := func(n flows.Need) bool { return o.chosenDocuments[n.Name].Type == "" && o.givesPictureFor(n.Name) }
	if choices := documentChoices(list, open); len(choices) > 0 {
		texts = append(texts, "--document is missing: "+strings.Join(choices, ", "))
	}
	if o.country == "" && len(o.chosenDocuments) == 0 {
		texts = append(texts, missingCountry)
	}
	return flows.Flow{}, cli.Problemf(cli.ExitUsage, "%s", strings.Join(texts, "\n"))
}
