package files

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
)

// sendSelection turns the file into one recorded consent, asking first where there is
// something against it.
func (s Screen) sendSelection(f steps.Frame) (Screen, tea.Cmd, steps.Action) {
	l, ok := s.slotLine(f)
	if !ok {
		return s, nil, steps.Go{}
	}
	s.deps.ExaminedFiles.RememberFolder(s.report.Folder)
	if s.sendObstacle(f) != "" {
		s.enter = enterDenied
		return s, nil, nil
	}
	c := newConsent(f, l, s.report)
	send, isAsked := c.sendAction(f.Journey, s.place.NextPlace())
	if assigner, ok := s.assigner(s.selection); ok {
		if question, needed := s.askSide(f, assigner, send); needed {
			return s, nil, question
		}
	}
	if !isAsked {
		s.lastSubmit = steps.NewLastSubmit(f)
	}
	return s, nil, send
}

// sendAction sends the pictures, or asks before; asks says which.
func (c consent) sendAction(j flows.Journey, to steps.Place) (send steps.Action, asks bool) {
	switch {
	case c.missingSide != (flows.Slot{}):
		return askPickFirst(j, c.missingSide), true
	case len(c.blocks)+len(c.warnings) > 0:
		return c.askConfirmation(to), true
	}
	return steps.PostAndGo{Events: c.consentEvents(""), Place: to}, false
}

// sendObstacle is why the picture that was looked at cannot be sent at all; "" when it can.
func (s Screen) sendObstacle(f steps.Frame) string {
	l, wanted := s.slotLine(f)
	if !wanted {
		return ""
	}
	if why, _ := steps.UnchangeableReason([]flows.SlotLine{l}); why != "" {
		return why
	}
	return newConsent(f, l, s.report).refusal
}

// consent is a picture about to be sent, with everything against it. Warnings
// are confirmed by one key, blocks need a reason.
type consent struct {
	subject     string     // the slot and the file, in words
	refusal     string     // why it cannot be sent at all
	missingSide flows.Slot // a side that has to be picked again first
	blocks      []objection
	warnings    []objection
	chosen      []flows.FileChosen // in sending order
	looks       []steps.Look       // the pictures that the question is about
	pictures    *steps.PictureMemory
}

// objection is something against a picture: the code is for the record.
type objection struct {
	slot flows.Slot
	code string
	text string
}

// newConsent gathers what Enter sends for a slot, and everything against it.
func newConsent(f steps.Frame, l flows.SlotLine, r steps.FileReport) consent {
	var c consent
	for _, other := range f.Journey.LinesToResend(l.Slot) {
		if other.Picture.Session != f.Session {
			c.missingSide = other.Slot
			return c
		}
		c.chosen = append(c.chosen, steps.ResendEvent(other))
		if c.addObjections(f.Journey, other.Slot, other.Picture.SHA256, steps.SlotTitle(other)+": ") {
			c.looks = append(c.looks, steps.Look{Title: steps.SlotTitle(other), SHA256: other.Picture.SHA256})
		}
	}
	c.pictures, c.looks = f.Pictures, append(c.looks, lookOf(r))
	c.subject = steps.SlotTitle(l) + ": " + r.Name.String()
	c.chosen = append(c.chosen, flows.FileChosen{Slot: l.Slot, SHA256: r.SHA256, Bytes: r.Bytes, MediaType: r.MediaType, Pixels: r.Pixels})
	c.addObjections(f.Journey, l.Slot, r.SHA256, "")
	if l.State == flows.Accepted {
		c.blocks = append(c.blocks, objection{l.Slot, flows.CodeReplace, assets.ObjectionText(flows.CodeReplace)})
	}
	if r.OtherApplicant {
		c.blocks = append(c.blocks, objection{l.Slot, flows.CodeOtherApplicant, assets.ObjectionText(flows.CodeOtherApplicant)})
	}
	for _, w := range r.ForSlot(wantOf(f, l)).Warnings {
		c.warnings = append(c.warnings, objection{l.Slot, w.Code, assets.Sentence(w.Text)})
	}
	return c
}

// addObjections adds what the dossier itself has against a picture, each text after about,
// and reports whether there is anything.
func (c *consent) addObjections(j flows.Journey, slot flows.Slot, hash flows.SHA256, about string) bool {
	list := j.Objections(slot, hash)
	for _, o := range list {
		at, _ := j.Line(o.Slot)
		switch {
		case o.Hard:
			c.refusal = assets.SameSidesText(steps.PictureNoun(at))
		case o.Code == flows.CodeSentBefore:
			c.warnings = append(c.warnings, objection{slot, o.Code, about + assets.ObjectionText(o.Code)})
		case o.Code == flows.CodeDeclined, o.Code == flows.CodeRejected:
			c.blocks = append(c.blocks, objection{slot, o.Code, about + assets.ObjectionText(o.Code)})
		default:
			c.refusal = assets.ObjectionText(o.Code)
		}
	}
	return len(list) > 0
}

// consentEvents are the consents with everything that was overridden and why.
func (c consent) consentEvents(reason string) []flows.Event {
	var list []flows.Event
	for _, e := range c.chosen {
		reason := cmp.Or(reason, c.confirmedText(e.SHA256))
		for _, r := range slices.Concat(c.blocks, c.warnings) {
			if r.slot == e.Slot {
				e.Overrides = append(e.Overrides, flows.FormatOverride(r.code, reason))
			}
		}
		list = append(list, e)
	}
	return list
}

// confirmedText is the reason of a confirmation by one key. A picture was looked at only if
// it was on the screen.
func (c consent) confirmedText(hash flows.SHA256) string {
	if c.pictures.WasDrawn(hash) {
		return "looked at and confirmed"
	}
	return "confirmed, not looked at"
}

// askConfirmation is the dialog before a picture with something against it; the safe row
// is first.
func (c consent) askConfirmation(to steps.Place) steps.Action {
	d := steps.Dialog{Title: "Send it with " + theseWarnings(len(c.warnings)) + "?", Text: []string{c.subject}, Looks: c.looks, Choices: []steps.Choice{{Label: "Pick another file"}}}
	send := steps.Choice{Label: "Send it anyway", Then: func(reason string) steps.Action {
		return steps.PostAndGo{Events: c.consentEvents(reason), Place: to}
	}}
	if len(c.blocks) > 0 {
		d.Title = "Probably not this picture"
		send.Label, send.Verb, send.NeedReason, send.Reasons = "Send it all the same, with a reason", "Send", true, c.reasonPresets()
	}
	for _, r := range slices.Concat(c.blocks, c.warnings) {
		d.Text = append(d.Text, "! "+r.text)
	}
	d.Choices = append(d.Choices, send)
	return steps.Ask{Dialog: d}
}

// theseWarnings is "this warning" or "these warnings".
func theseWarnings(n int) string {
	if n == 1 {
		return "this warning"
	}
	return "these warnings"
}

// reasonPresets are presets that fit the most serious block.
func (c consent) reasonPresets() []string {
	switch c.blocks[len(c.blocks)-1].code {
	case flows.CodeOtherApplicant:
		return assets.ReasonOtherApplicant.Presets()
	case flows.CodeReplace:
		return assets.ReasonReplace.Presets()
	}
	return assets.ReasonSendAnyway.Presets()
}

// askPickFirst leads to the side whose file is no longer open.
func askPickFirst(j flows.Journey, slot flows.Slot) steps.Action {
	l, _ := j.Line(slot)
	side := strings.ToLower(steps.ShortTitle(l))
	return steps.Ask{Dialog: steps.Dialog{
		Title: "The " + side + " has to be picked again first",
		Text:  []string{"It was set aside with the other side, and its file is no longer open. The same picture will do."},
		Choices: []steps.Choice{
			{Label: "Pick the " + side, Then: func(string) steps.Action { return steps.Go{Place: steps.Place{Stage: flows.StageFiles, Slot: slot}} }},
			{Label: "Stay here"},
		},
	}}
}
