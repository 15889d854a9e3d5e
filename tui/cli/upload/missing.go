package upload

import (
	"slices"
	"strings"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/cli"
)

// addMissing names what is missing. When something is wrong anyway, here or elsewhere, it
// names what a new dossier needs too, as nobody knows yet whether there is one.
func (a *argumentReader) addMissing(elsewhere bool) {
	if !a.hasFiles && len(a.decide) == 0 && !a.start {
		a.add("a picture is missing: SLOT=FILE, with a slot such as " + strings.Join(flowSlotNames(a.candidates()), ", "))
	}
	countryIsMissing := !a.hasCountry && a.hasDocumentWithoutCountry()
	if len(a.wrong) > 0 || countryIsMissing || elsewhere {
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

// candidates are the flows that may be meant.
func (a *argumentReader) candidates() []flows.Flow { return namedFlows(a.flows, a.flow) }

// addNewDossierProblems adds what a new dossier would be refused for.
func (a *argumentReader) addNewDossierProblems() {
	list := a.candidates()
	if a.flow != "" && !slices.Contains(plainFlowNames(a.flows), a.flow) {
		a.add("--flow is unknown, for a new dossier: " + flowNames(a.flows) + slipHint(a.flow, plainFlowNames(a.flows)))
	}
	a.add(a.misfits(list, nil)...)
}

// namedFlows are the flows that a name may mean: the one that has it, else those with one
// that resembles it, else all.
func namedFlows(list []flows.Flow, name string) []flows.Flow {
	for _, names := range [][]string{{name}, cli.Suggest(name, plainFlowNames(list))} {
		found := slices.DeleteFunc(slices.Clone(list), func(f flows.Flow) bool { return !slices.Contains(names, f.Name) })
		if len(found) > 0 {
			return found
		}
	}
	return list
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

// missingTexts name every document and country that the given pictures need under the
// flows and that neither the command line nor the dossier has.
func (o *uploadOptions) missingTexts(list []flows.Flow, checklist []flows.NeedLine) []string {
	country := o.country
	for _, d := range o.chosenDocuments {
		country = strings.TrimSpace(country + string(d.Country))
	}
	isOpen := func(n flows.Need) bool {
		_, given := o.chosenDocuments[n.Name]
		return !given && o.givesPictureFor(n.Name) && !isChosen(checklist, n.Name)
	}
	var texts []string
	if choices := documentChoices(list, isOpen); len(choices) > 0 {
		texts = append(texts, "--document is missing: "+strings.Join(choices, ", "))
	}
	if country == "" && !hasDocument(checklist) && slices.ContainsFunc(list, func(f flows.Flow) bool { return slices.ContainsFunc(f.Needs, isOpen) }) {
		texts = append(texts, missingCountry)
	}
	return texts
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
