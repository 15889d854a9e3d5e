package steps

import (
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
)

// enter opens the highlighted folder, or sends the highlighted file once every
// reason against it is settled.
func (s Picker) enter(f Frame) (Step, tea.Cmd, Action) {
	switch stop := standstill(f); {
	case f.ReadOnly:
		return s, nil, takeOver(f)
	case stop != "":
		s.note = stop
	case s.took.still(f):
	case s.pending || !s.listed && !s.selected():
		s.note = "Looking…"
	case !s.selected() && s.listing.Fault != "":
		s.note = s.listing.Fault
	case !s.selected() && len(s.rows()) == 0 && s.fullPath():
		s.note = noSuchFile
	case !s.selected():
		s.note = "No file is highlighted: choose with ↑ ↓, or type a part of its name."
	case s.sel.Folder:
		next, cmd := s.with(s.sel.Into)
		return next, cmd, nil
	case !s.looked:
		next, cmd := s.examine(f)
		next.note = "Still looking at it…"
		return next, cmd, nil
	case s.report.Passing:
		next, cmd := s.lookAnew(f)
		next.note = "Looking at it again…"
		return next, cmd, nil
	case s.report.Fault != "":
		s.note = s.report.Fault
	default:
		return s.send(f)
	}
	return s, nil, nil
}

// send turns the file into one recorded consent, asking first where there is
// something against it.
func (s Picker) send(f Frame) (Step, tea.Cmd, Action) {
	l, ok := s.line(f)
	if !ok {
		return s, nil, Go{}
	}
	if why, _ := onItsWay([]flows.Line{l}); why != "" {
		s.note = why
		return s, nil, nil
	}
	c := s.consent(f, l)
	switch {
	case c.never != "":
		s.note = c.never
		return s, nil, nil
	case c.lost != (flows.Slot{}):
		return s, nil, pickFirst(f.Journey, c.lost)
	case len(c.blocks)+len(c.warnings) > 0:
		return s, nil, c.ask(s.place.onward())
	}
	s.took = takenAt(f)
	return s, nil, PostAndGo{Events: c.events(""), Place: s.place.onward()}
}

// consent is a picture about to be sent, with everything against it. Warnings
// are confirmed by one key, blocks need a reason.
type consent struct {
	about    string     // the slot and the file, in words
	never    string     // why it can not be sent at all
	lost     flows.Slot // a side that has to be picked again first
	blocks   []remark
	warnings []remark
	chosen   []flows.FileChosen // in sending order
}

// remark is something against a picture: the code is for the record.
type remark struct {
	slot flows.Slot
	code string
	text string
}

func (s Picker) consent(f Frame, l flows.Line) consent {
	var c consent
	for _, other := range f.Journey.SendAgain(l.Slot) {
		if other.Picture.Session != f.Session {
			c.lost = other.Slot
			return c
		}
		p := other.Picture
		c.chosen = append(c.chosen, flows.FileChosen{
			Slot: other.Slot, SHA256: p.SHA256, Bytes: p.Bytes, MediaType: p.MediaType, Pixels: p.Pixels,
			Overrides: slices.Clone(p.Overrides),
		})
		c.judge(f.Journey, other.Slot, p.SHA256)
	}
	r := s.report
	c.about = SlotTitle(l) + ": " + r.Name.String()
	c.chosen = append(c.chosen, flows.FileChosen{Slot: l.Slot, SHA256: r.SHA256, Bytes: r.Bytes, MediaType: r.MediaType, Pixels: r.Pixels})
	c.judge(f.Journey, l.Slot, r.SHA256)
	if l.State == flows.Accepted {
		c.blocks = append(c.blocks, remark{l.Slot, flows.CodeReplace, SlotTitle(l) + " is accepted already; this replaces it."})
	}
	if r.OtherApplicant {
		c.blocks = append(c.blocks, remark{l.Slot, flows.CodeOtherApplicant, "This very picture was sent for another applicant."})
	}
	for _, w := range r.Warnings {
		c.warnings = append(c.warnings, remark{l.Slot, w.Code, sentence(w.Text)})
	}
	return c
}

// judge adds what the dossier itself has against a picture.
func (c *consent) judge(j flows.Journey, slot flows.Slot, hash flows.SHA256) {
	for _, o := range j.Judge(slot, hash) {
		at, _ := j.Line(o.Slot)
		switch {
		case o.Hard:
			c.never = fmt.Sprintf("Chosen for the %s already; each side needs its own picture.", noun(at))
		case o.Code == flows.CodeSentBefore:
			c.warnings = append(c.warnings, remark{slot, o.Code, "This very picture was sent before."})
		case o.Code == flows.CodeDeclined:
			c.blocks = append(c.blocks, remark{slot, o.Code, "The service found faults in this very picture before."})
		case o.Code == flows.CodeRejected:
			c.blocks = append(c.blocks, remark{slot, o.Code, "A check was rejected with this very picture."})
		default:
			c.never = "This picture can not be sent here: " + o.Code + "."
		}
	}
}

// events are the consents with everything that was overridden and why.
func (c consent) events(reason string) []flows.Event {
	if reason == "" {
		reason = "looked at and confirmed"
	}
	var list []flows.Event
	for _, e := range c.chosen {
		for _, r := range slices.Concat(c.blocks, c.warnings) {
			if r.slot == e.Slot {
				e.Overrides = append(e.Overrides, flows.Override(r.code, reason))
			}
		}
		list = append(list, e)
	}
	return list
}

// ask is the dialog before a picture with something against it; the safe row
// is first.
func (c consent) ask(to Place) Action {
	d := Dialog{Title: "Send it with this warning?", Text: []string{c.about}, Choices: []Choice{{Label: "Pick another file"}}}
	send := Choice{Label: "Send it anyway", Then: func(reason string) Action {
		return PostAndGo{Events: c.events(reason), Place: to}
	}}
	if len(c.blocks) > 0 {
		d.Title = "Probably not this picture"
		send.Label, send.NeedReason, send.Reasons = "Send it all the same, with a reason", true, c.reasons()
	}
	for _, r := range slices.Concat(c.blocks, c.warnings) {
		d.Text = append(d.Text, "! "+r.text)
	}
	d.Choices = append(d.Choices, send)
	return Ask{d}
}

// reasons are presets that fit the gravest block.
func (c consent) reasons() []string {
	switch c.blocks[len(c.blocks)-1].code {
	case flows.CodeOtherApplicant:
		return []string{"the same person has two applicants", "the other applicant was a mistake", "a test picture"}
	case flows.CodeReplace:
		return []string{"a better picture", "the wrong picture was sent", "asked for by the applicant"}
	}
	return []string{"seen by eye: everything is readable", "there is no other picture", "sent with other choices then"}
}

// pickFirst leads to the side whose file is no longer open.
func pickFirst(j flows.Journey, slot flows.Slot) Action {
	l, _ := j.Line(slot)
	side := strings.ToLower(ShortTitle(j, l))
	return Ask{Dialog{
		Title: "The " + side + " has to be picked again first",
		Text:  []string{"It was set aside with the other side, and its file is no longer open. The same picture will do."},
		Choices: []Choice{
			{Label: "Pick the " + side, Then: func(string) Action { return Go{Place{Stage: flows.StageFiles, Slot: slot}} }},
			{Label: "Stay here"},
		},
	}}
}

// capitals begins every sentence of a text with a capital.
func capitals(text string) string {
	parts := strings.Split(text, ". ")
	for i, p := range parts {
		if p != "" && p[0] >= 'a' && p[0] <= 'z' {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, ". ")
}

// sentence begins with a capital and ends in a full stop.
func sentence(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + strings.TrimSuffix(words[1:], ".") + "."
}
