package upload

import (
	"fmt"
	"slices"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/cli"
)

// reportStanding says what became of every picture that the flow wants, whether it was
// given now or not: one accepted picture of three is not all of them.
func (u *uploadRun) reportStanding() {
	if !u.held {
		return
	}
	accepted, list := countAccepted(u.currentJourney())
	if len(list) == 0 {
		return
	}
	text := fmt.Sprintf("%d of %s accepted", accepted, assets.CountText(len(list), "picture", "pictures"))
	if accepted < len(list) {
		u.exitCodes = append(u.exitCodes, cli.ExitIncomplete)
		text += ": " + assets.JoinText(list, ", ", func(s standing) string { return s.name + " " + s.word })
	}
	fmt.Fprintln(u.s.Env.Err, "dossier:", text)
}

// standing is where one picture stands, in a word.
type standing struct{ name, word string }

// countAccepted lists every picture that the flow wants and counts the accepted ones. A
// requirement without a document counts as one picture.
func countAccepted(j flows.Journey) (accepted int, list []standing) {
	for _, n := range j.Checklist() {
		if !n.Chosen {
			list = append(list, standing{n.Need.Name, assets.StateWords(flows.Missing).Short})
		}
		for _, l := range n.Lines {
			if l.State == flows.Accepted {
				accepted++
			}
			list = append(list, standing{l.Slot.String(), assets.SlotWords(l).Short})
		}
	}
	return accepted, list
}

// nextCommands are what is useful after this run, for the person at a terminal.
func (u *uploadRun) nextCommands() []string {
	j := u.currentJourney()
	with := " --applicant " + u.applicant
	_, stopped := j.Incident()
	switch {
	case u.desk.Snapshot().Damaged:
		return []string{"dossier audit verify    says what is wrong"}
	case !u.held:
		return []string{"dossier " + u.applicant + "    looks at the dossier; it stays with who has it"}
	case stopped:
		return []string{"dossier " + u.applicant + "    settles the incident in the wizard"}
	case hasUnclear(j):
		return []string{"dossier upload" + with + " --decide SLOT=received --reason TEXT    or SLOT=again", "dossier " + u.applicant + "    decides in the wizard"}
	case j.Check().State != flows.CheckNone:
		return []string{"dossier " + u.applicant + "    follows the check", "dossier receipt " + u.applicant}
	case len(j.StartBlockers()) == 0:
		return []string{"dossier upload" + with + " --start-check"}
	case slices.ContainsFunc(j.Lines(), func(l flows.SlotLine) bool { return len(l.Open) > 0 }):
		return []string{"dossier upload" + with + " --keep-warnings --reason TEXT --start-check    once somebody has looked at the pictures"}
	}
	return []string{"dossier " + u.applicant + "    shows what is missing and what to do"}
}

// hasUnclear reports whether a picture may have been received and its answer is lost.
func hasUnclear(j flows.Journey) bool {
	return slices.ContainsFunc(j.Lines(), func(l flows.SlotLine) bool { return l.State == flows.Unclear })
}
