package tui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
	"dossier/tui/steps/applicant"
	"dossier/tui/steps/documents"
	"dossier/tui/steps/files"
	"dossier/tui/steps/result"
	"dossier/tui/steps/review"
)

// screen is all that the root knows of one step of the wizard. A new step needs its
// stage in flows, its own package and a row in the table below.
type screen struct {
	stage      flows.Stage
	name       string // in the breadcrumb and the palette
	purpose    string // for the help, in two sentences at most
	create     func(steps.Deps, steps.Frame, steps.Place) (steps.Step, tea.Cmd)
	letterKeys bool                           // letters are commands; the others have a text field
	stateless  bool                           // created at every visit; the others keep half-typed text
	questions  func(flows.Journey) []question // in their order; nil when nothing is asked there
	entry      func(flows.Journey) (steps.Place, bool)
	notYet     string // why there is no entry, as a clause
	isComplete func(flows.Journey) bool
	count      func(flows.Journey) (done, total int) // nil when there is nothing to count
}

// screens are the steps of the wizard in their order.
var screens = []screen{
	{
		stage: flows.StageApplicant, name: "Applicant",
		purpose:    "Applicant: say who the documents are for. An ID that was worked on before opens its dossier again.",
		create:     applicant.New,
		questions:  listApplicantQuestion,
		entry:      applicantEntry,
		isComplete: hasFlow,
	},
	{
		stage: flows.StageDocuments, name: "Documents",
		purpose:   "Documents: say which document there is for each requirement, and which country it comes from. " + assets.NothingSentHere.String(),
		create:    documents.New,
		questions: listDocumentQuestions,
		entry:     documentsEntry, notYet: "no flow is chosen",
		isComplete: areDocumentsComplete,
		count:      countDocuments,
	},
	{
		stage: flows.StageFiles, name: "Files",
		purpose:   "Files: pick one picture for each side. Enter sends it; for a few seconds ctrl+z takes it back, after that nothing does.",
		create:    files.New,
		questions: listFileQuestions,
		entry:     filesEntry, notYet: "no document is chosen",
		isComplete: areFilesComplete,
		count:      countPictures,
	},
	{
		stage: flows.StageReview, name: "Review",
		purpose:    "Review: where every picture stands, what that probably means, and what to do. The last row starts the check.",
		create:     review.New,
		letterKeys: true, stateless: true,
		entry: reviewEntry, notYet: "no flow is chosen",
		isComplete: isReviewComplete,
		count:      countAccepted,
	},
	{
		stage: flows.StageResult, name: "Result",
		purpose:    "Result: what became of the check and what was sent for it. The status is asked again automatically.",
		create:     result.New,
		letterKeys: true, stateless: true,
		entry: resultEntry, notYet: "no check was started",
		isComplete: func(j flows.Journey) bool { return j.Check().HasResult() },
	},
}

// stageIndex is where a stage stands in the table; the first row for an unknown one.
func stageIndex(stage flows.Stage) int {
	return max(slices.IndexFunc(screens, func(s screen) bool { return s.stage == stage }), 0)
}

// screenOf is the row of a stage.
func screenOf(stage flows.Stage) screen { return screens[stageIndex(stage)] }

// counterText is " 2/3", for the end of the present step's name.
func (s screen) counterText(j flows.Journey) string {
	if s.count == nil {
		return ""
	}
	done, total := s.count(j)
	if total == 0 {
		return ""
	}
	return fmt.Sprintf(" %d/%d", done, total)
}

// question is a place where the operator answers something.
type question struct {
	place     steps.Place
	canChange bool // the answer can still be changed
}

func listApplicantQuestion(flows.Journey) []question {
	return []question{{place: steps.Place{Stage: flows.StageApplicant}, canChange: true}}
}

func listDocumentQuestions(j flows.Journey) []question {
	var list []question
	for _, n := range j.Checklist() {
		isSelfie := slices.Equal(n.Need.AnyOf, []flows.DocType{flows.Selfie})
		list = append(list, question{steps.Place{Stage: flows.StageDocuments, Need: n.Need.Name}, !isSelfie && !steps.HasUnsettledSend(n)})
	}
	return list
}

func listFileQuestions(j flows.Journey) []question {
	var list []question
	for _, l := range j.Lines() {
		settled := !steps.HasUnsettledSend(flows.NeedLine{Lines: []flows.SlotLine{l}})
		list = append(list, question{steps.Place{Stage: flows.StageFiles, Slot: l.Slot}, settled && isPictureMissing(l)})
	}
	return list
}

func hasFlow(j flows.Journey) bool {
	_, chosen := j.Flow()
	return chosen
}

func areDocumentsComplete(j flows.Journey) bool {
	return hasFlow(j) && j.NextPrompt().Stage != flows.StageDocuments
}

func areFilesComplete(j flows.Journey) bool {
	return areDocumentsComplete(j) && !slices.ContainsFunc(j.Lines(), isPictureMissing)
}

func isReviewComplete(j flows.Journey) bool {
	return hasFlow(j) && (j.Check().State != flows.CheckNone || len(j.StartBlockers()) == 0)
}

func isPictureMissing(l flows.SlotLine) bool { return l.State != flows.Accepted }

func countDocuments(j flows.Journey) (done, total int) {
	for _, n := range j.Checklist() {
		total++
		if n.Chosen {
			done++
		}
	}
	return done, total
}

// countAccepted counts the pictures that the service has accepted, as the head of the
// checklist does.
func countAccepted(j flows.Journey) (done, total int) {
	for _, l := range j.Lines() {
		total++
		if l.State == flows.Accepted {
			done++
		}
	}
	return done, total
}

// countPictures counts what the sidebar counts.
func countPictures(j flows.Journey) (done, total int) {
	for _, l := range j.Lines() {
		total++
		if l.IsSatisfied() {
			done++
		}
	}
	return done, total
}

// The entries: where a step begins, at the first thing that it still misses, else at
// its first question; false when it cannot be reached yet.

func applicantEntry(flows.Journey) (steps.Place, bool) {
	return steps.Place{Stage: flows.StageApplicant}, true
}

func documentsEntry(j flows.Journey) (steps.Place, bool) {
	list := j.Checklist()
	if len(list) == 0 {
		return steps.Place{}, false
	}
	at := max(slices.IndexFunc(list, func(n flows.NeedLine) bool { return !n.Chosen }), 0)
	return steps.Place{Stage: flows.StageDocuments, Need: list[at].Need.Name}, true
}

func filesEntry(j flows.Journey) (steps.Place, bool) {
	lines := j.Lines()
	if len(lines) == 0 {
		return steps.Place{}, false
	}
	at := max(slices.IndexFunc(lines, isPictureMissing), 0)
	return steps.Place{Stage: flows.StageFiles, Slot: lines[at].Slot}, true
}

func reviewEntry(j flows.Journey) (steps.Place, bool) {
	return steps.Place{Stage: flows.StageReview}, hasFlow(j)
}

func resultEntry(j flows.Journey) (steps.Place, bool) {
	return steps.Place{Stage: flows.StageResult}, j.Check().State != flows.CheckNone
}
