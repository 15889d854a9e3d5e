package upload

import (
	"slices"
	"strings"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/cli"
)

// addMissing names what is missing. When the command line is wrong anyway, it names
// what a new dossier needs too, as nobody knows yet whether there is one.
func (a *argumentReader) addMissing() {
	if !a.hasFiles && len(a.decide) == 0 && !a.start {
		a.add("a picture is missing: SLOT=FILE, with a slot such as " + strings.Join(flowSlotNames(a.candidates()), ", "))
	}
	countryIsMissing := !a.hasCountry && a.hasDocumentWithoutCountry()
	if len(a.wrong) > 0 || countryIsMissing {
		if a.flow == "" {
			a.add("--flow is missing, for a new dossier: " + flowNames(a.flows))
		}
		if len(a.documents) == 0 {
			a.add("--document is missing, for a new dossier: " + strings.Join(documentChoices(a.candidates(), nil), ", "))
			countryIsMissing = !a.hasCountry
		}
	}
	if countryIsMissing {
		a.add(missingCountry)
	}
}

const missingCountry = "--country is missing, or the country in --document NEED=TYPE:COUNTRY: AUS, AU or Australia"

func (a *argumentReader) hasDocumentWithoutCountry() bool {
	return slices.ContainsFunc(a.documents, func(text string) bool { return !strings.Contains(text, ":") })
}

// candidates are the flows that may be meant: the named one, or all.
func (a *argumentReader) candidates() []flows.Flow {
	for _, f := range a.flows {
		if f.Name == a.flow {
			return []flows.Flow{f}
		}
	}
	return a.flows
}

func flowNames(list []flows.Flow) string {
	return assets.JoinText(list, ", ", func(f flows.Flow) string { return `"` + f.Name + `"` })
}

func plainFlowNames(list []flows.Flow) []string {
	var names []string
	for _, f := range list {
		names = append(names, f.Name)
	}
	return names
}

// documentChoices are the possible values of --document for the requirements of flows
// that leave a choice; with only, for those requirements alone.
func documentChoices(list []flows.Flow, only func(flows.Need) bool) []string {
	var texts []string
	for _, f := range list {
		for _, n := range f.Needs {
			text := n.Name + "=" + assets.JoinText(n.AnyOf, "|", func(t flows.DocType) string { return string(t) })
			if len(n.AnyOf) > 1 && (only == nil || only(n)) && !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
		}
	}
	return texts
}

// flowSlotNames are the slots that flows may ask for.
func flowSlotNames(list []flows.Flow) []string {
	var names []string
	for _, f := range list {
		for _, n := range f.Needs {
			for _, t := range n.AnyOf {
				for _, side := range n.SidesOf(t) {
					names = append(names, flows.Slot{Need: n.Name, Side: side}.String())
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// missingProblem names every document and country that the given pictures need under
// the flow and that neither the command line nor the dossier has; nil when there is none.
func (o *uploadOptions) missingProblem(f flows.Flow, checklist []flows.NeedLine) *cli.Problem {
	country := o.country
	for _, d := range o.chosenDocuments {
		country = strings.TrimSpace(country + string(d.Country))
	}
	isOpen := func(n flows.Need) bool {
		_, given := o.chosenDocuments[n.Name]
		return !given && o.givesPictureFor(n.Name) && !isChosen(checklist, n.Name)
	}
	var texts []string
	if choices := documentChoices([]flows.Flow{f}, isOpen); len(choices) > 0 {
		texts = append(texts, "--document is missing: "+strings.Join(choices, ", "))
	}
	if country == "" && !hasDocument(checklist) && slices.ContainsFunc(f.Needs, isOpen) {
		texts = append(texts, missingCountry)
	}
	if len(texts) == 0 {
		return nil
	}
	return cli.Problemf(cli.ExitUsage, "%s", strings.Join(texts, "\n"))
}

func (o *uploadOptions) givesPictureFor(need string) bool {
	for slot := range o.files {
		if slot.Need == need {
			return true
		}
	}
	return false
}

func isChosen(checklist []flows.NeedLine, need string) bool {
	return slices.ContainsFunc(checklist, func(n flows.NeedLine) bool { return n.Chosen && n.Need.Name == need })
}

func hasDocument(checklist []flows.NeedLine) bool {
	return slices.ContainsFunc(checklist, func(n flows.NeedLine) bool { return n.Chosen })
}
