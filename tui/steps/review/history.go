package review

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/decision"
	"dossier/flows/foreign"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// happening is one line of the dossier's history: who did what when. The service is a who
// as well.
type happening struct {
	at        time.Time
	who, what string
}

const theService = "service"

// historyLines are the latest happenings that have room, the newest first.
func historyLines(f steps.Frame, width, room int) []string {
	const head = 3
	list := listHistory(f.Journey)
	if room < head+1 || len(list) == 0 {
		return nil
	}
	t := f.Theme
	lines := []string{"", " " + t.Faint.Render("What happened, the newest first"), ""}
	for _, h := range list[:min(len(list), room-head)] {
		who := steps.FitWidth(safe.LineOf(cmp.Or(h.who, "somebody"), 40).String(), 10)
		lines = append(lines, " "+steps.FitWidth(t.Faint.Render(f.FormatDayTime(h.at)+"  "+who)+"  "+h.what, width))
	}
	return lines
}

// listHistory is the history as the journey knows it, the newest first.
func listHistory(j flows.Journey) []happening {
	var list []happening
	add := func(at time.Time, who, what string) {
		if !at.IsZero() {
			list = append(list, happening{at, who, what})
		}
	}
	for _, a := range j.Attempts() {
		addAttempt(add, a, slotName(j, a))
	}
	for _, n := range j.Checklist() {
		if len(n.Lines) > 0 {
			add(n.Lines[0].DocumentAt, n.Lines[0].DocumentBy, "chose the document: "+strings.ToLower(assets.DocumentName(n.Document.Type)))
		}
	}
	check := j.Check()
	add(check.SentAt, "", assets.StartSent.String())
	add(check.EndedAt, theService, assets.CheckEndText(check))
	slices.SortStableFunc(list, func(a, b happening) int { return b.at.Compare(a.at) })
	return list
}

// addAttempt adds what is known of one request and of the decisions about it.
func addAttempt(add func(time.Time, string, string), a flows.Attempt, name string) {
	add(a.ReleasedAt, a.Operator, name+" "+assets.SentWord.String()+", "+steps.FormatBytes(a.Picture.Bytes))
	who := theService
	if a.State == flows.AttemptNotSent || a.State == flows.AttemptUnclear {
		who = a.Operator
	}
	if a.State != flows.AttemptReleased {
		add(a.EndedAt, who, name+" "+assets.AttemptOutcome(a)+codesText(a.Errors))
	}
	for _, k := range a.Acknowledged {
		add(k.At, k.Operator, name+": warning kept ("+safe.Line(k.Code, 40).String()+")")
	}
	if d := a.Decision; d != nil {
		what := assets.SentAgainWord.String()
		if d.Received {
			what = assets.DecisionWords(decision.TreatedAsReceived).Short
		}
		add(d.At, d.Operator, name+": "+what)
	}
}

// slotName is the picture of an attempt: by its present row, else by what was sent.
func slotName(j flows.Journey, a flows.Attempt) string {
	if l, ok := j.Line(a.Slot); ok && l.Document.Type == a.Document.Type {
		return steps.SlotTitle(l)
	}
	return steps.SlotTitle(flows.SlotLine{Slot: a.Slot, Document: a.Document})
}

func codesText(list []flows.Remark) string {
	if len(list) == 0 {
		return ""
	}
	return ": " + assets.JoinText(list, ", ", func(r flows.Remark) string { return shortCode(r.Code) })
}

func shortCode(c foreign.Text) string { return safe.LineOf(steps.CodeText(c), 40).String() }
