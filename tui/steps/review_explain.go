package steps

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/safe"
)

// explain is the right column: what the highlighted row's state means and what
// can be done.
func (s Review) explain(f Frame, width int) []string {
	p := &pane{f: f, width: width}
	l, ok := s.line(f)
	switch {
	case ok:
		p.say(f.Theme.Text, SlotTitle(l))
		p.gap()
		p.state(l)
	case s.at.need != "":
		p.needState(s.at.need)
	default:
		p.startState()
	}
	p.gap()
	p.keys(s)
	if ok {
		p.gap()
		p.facts(l)
	}
	return p.lines
}

// state says what a slot's state means.
func (p *pane) state(l flows.Line) {
	t := p.f.Theme
	if a, ok := p.f.Journey.Incident(); ok && a.Slot == l.Slot {
		p.incident(a)
		return
	}
	p.tight = len(l.Attempt.Errors)+len(l.Attempt.Warnings) > 1
	switch l.State {
	case flows.Refused:
		p.refused(l)
	case flows.Withdrawn:
		p.badge(t.BadgeBad, "SET ASIDE", "")
		p.gap()
		p.say(t.Text, asideText(l))
		p.warnings(l.Attempt.Warnings)
	case flows.Failed:
		p.badge(t.BadgeBad, "NOT SENT", "")
		p.gap()
		p.cause(l)
	case flows.Unconfirmed:
		p.unclear(l)
	case flows.Accepted:
		p.accepted(l)
	default:
		p.underWay(l)
	}
}

func (p *pane) incident(a flows.Sent) {
	p.badge(p.f.Theme.BadgeBad, "STOPPED", "")
	p.gap()
	p.say(p.f.Theme.Text, "The answer named something else than was sent. It may be attached to another person.")
	for _, d := range differences(p.f.Journey.Key().Applicant, a) {
		p.say(p.f.Theme.Text, d)
	}
}

func (p *pane) refused(l flows.Line) {
	t := p.f.Theme
	if len(l.Attempt.Errors) == 0 {
		p.badge(t.BadgeBad, "REFUSED", httpStatus(l.Attempt))
		p.gap()
		p.cause(l)
		p.message(l.Attempt.Message)
	}
	for i, r := range l.Attempt.Errors {
		also := ""
		if aside := p.f.Journey.SendAgain(l.Slot); i == 0 && len(aside) > 0 {
			also = " The " + noun(aside[0]) + " was set aside with it."
		}
		p.remark(r.Code, t.BadgeBad, "REFUSED", true, also)
	}
	p.warnings(l.Attempt.Warnings)
}

// message is the service's own sentence.
func (p *pane) message(m flows.Foreign) {
	for _, line := range safe.Block(m, safe.ListMax) {
		p.say(p.f.Theme.Faint, line.String())
	}
}

func (p *pane) warnings(list []flows.Remark) {
	for _, r := range list {
		p.remark(r.Code, p.f.Theme.BadgeWarn, "WARNING", false, "")
	}
}

// remark shows one remark with its raw code, its probable meaning with what
// else it did, and the remedy.
func (p *pane) remark(c flows.Foreign, badge lipgloss.Style, word string, isError bool, also string) {
	words := assets.Explain(c, isError)
	p.gap()
	p.badge(badge, word, code(c))
	if !p.tight {
		p.gap()
	}
	p.say(p.f.Theme.Text, words.Meaning+also)
	p.say(p.f.Theme.Text, words.Remedy)
}

// cause says why nothing was kept. A way out that is Enter's is left to the
// list of keys when Enter does something else here.
func (p *pane) cause(l flows.Line) {
	words := causeWords(p.f, l)
	p.say(p.f.Theme.Text, words.What)
	if l.Cause == flows.CauseRefused && l.Attempt.Status == 404 {
		p.say(p.f.Theme.Text, "HTTP 404: check the service's address too (PERSONR_API_URL).")
	}
	if lineDeed(p.f, l) == deedAgain || !strings.Contains(words.Do, "Enter") {
		p.say(p.f.Theme.Text, words.Do)
	}
}

// causeWords is CauseText as this session sees it: who took a dossier over need
// not be told to ask whoever took it over.
func causeWords(f Frame, l flows.Line) assets.CauseWords {
	holder := f.Journey.Holder()
	switch {
	case l.Cause != flows.CauseTakenOver || l.State != flows.Failed || f.ReadOnly || holder.Session != f.Session:
		return assets.CauseText(l.Cause)
	case l.Attempt.EndedAt.Equal(holder.Since):
		return assets.CauseWords{What: "You took this dossier over before it left there.", Do: "Pick the file."}
	}
	return assets.CauseWords{What: "The dossier was taken over before it left. Not sent.", Do: "The same picture may go."}
}

func asideText(l flows.Line) string {
	if l.Reason == flows.ByChange {
		return "The document was changed afterwards. This picture lies at the service under the former choice; the flow needs it under the new one."
	}
	return "It was accepted, and set aside when the other side was refused: the service uses both sides or none."
}

func (p *pane) unclear(l flows.Line) {
	p.badge(p.f.Theme.BadgeWarn, "UNCLEAR", httpStatus(l.Attempt))
	p.gap()
	words := assets.LostText(l.Attempt.Cause)
	p.say(p.f.Theme.Text, words.What)
	if !strings.HasPrefix(words.Do, "Decide:") { // Enter's line says how
		p.say(p.f.Theme.Text, words.Do)
	}
	if wait := stillWaiting(p.f, l.Attempt); wait != "" {
		p.gap()
		p.say(p.f.Theme.Warn, wait)
	}
}

func (p *pane) accepted(l flows.Line) {
	t := p.f.Theme
	for _, c := range l.Open {
		p.remark(c, t.BadgeWarn, "WARNING", false, "")
	}
	if len(l.Open) == 0 {
		p.badge(t.BadgeOK, "ACCEPTED", "")
	}
	p.gap()
	if d := l.Attempt.Decision; l.Assumed && d != nil {
		p.say(t.Text, "Taken as received by "+safe.LineOf(d.Operator, 40).String()+": "+safe.LineOf(d.Reason, safe.ListMax).String())
	}
	for _, c := range keptCodes(l) {
		p.say(t.Text, "Kept with "+code(c)+". "+assets.Explain(c, false).Meaning)
	}
}

// underWay covers the states in which nothing is asked of the person but
// patience, or a first picture.
func (p *pane) underWay(l flows.Line) {
	mark := MarkOf(p.f.Theme, l)
	p.badge(mark.Style.Bold(true), mark.Sign+" "+strings.ToUpper(mark.Word), "")
	p.gap()
	switch left, held := p.f.Countdown(l); {
	case l.State == flows.Missing && l.Cause != "":
		p.say(p.f.Theme.Text, assets.CauseText(l.Cause).What)
	case l.State == flows.Missing:
		p.say(p.f.Theme.Text, "No picture is chosen yet. A file picked before a restart is picked again; dossier kept no picture.")
	case l.State == flows.Chosen:
		p.say(p.f.Theme.Text, waitingText(p.f, l))
	case held:
		p.say(p.f.Theme.Text, fmt.Sprintf("It can be taken back for %d s more: ctrl+z.", int(left.Seconds())+1))
	case l.State == flows.Awaiting:
		p.say(p.f.Theme.Text, "It has left, "+span(p.f.Now.Sub(l.Attempt.ReleasedAt))+" ago, and can no longer be taken back.")
	}
}

func waitingText(f Frame, l flows.Line) string {
	if wait := l.NotBefore.Sub(f.Now); wait > 0 && l.Cause != "" {
		return assets.CauseText(l.Cause).What + " It goes again by itself in " + span(wait+time.Second) + "."
	}
	return "It goes as soon as it is its turn; the front goes before the back."
}

func (p *pane) needState(name string) {
	for _, n := range p.f.Journey.Checklist() {
		if n.Need.Name == name {
			p.say(p.f.Theme.Text, safe.LineOf(n.Need.Title, 80).String())
		}
	}
	p.gap()
	p.badge(p.f.Theme.Faint.Bold(true), "○ MISSING", "")
	p.gap()
	p.say(p.f.Theme.Text, "Which document is there, and from which country?")
}

// startState is the explanation of the last row.
func (p *pane) startState() {
	t, check := p.f.Theme, p.f.Journey.Check()
	p.say(t.Text, "Start the check")
	p.gap()
	blockers := p.f.Journey.CanStart()
	switch {
	case check.State != flows.CheckNone:
		p.say(t.Text, fmt.Sprintf("Check %d of %d: %s. This list can only be read now.", max(check.Used, 1), flows.MaxChecks, checkWord(check)))
	case len(blockers) == 0:
		p.badge(t.BadgeOK, "READY", "")
		p.gap()
		p.say(t.Text, fmt.Sprintf("Everything the flow wants is accepted. This will be check %d of %d.", check.Used+1, flows.MaxChecks))
		p.say(t.Text, "Starting early is harmful to the result: start only when nothing is still to come.")
	default:
		for _, b := range blockers {
			p.hang(t.Bad.Render("✗")+" ", t.Text, strings.TrimPrefix(blockerText(p.f.Journey, b), "Not yet: "))
		}
	}
}
