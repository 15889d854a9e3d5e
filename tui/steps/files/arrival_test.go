package files_test

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// arrives puts files into the inbox, the newest first, and waits until they are listed.
func (i *assigningInbox) arrives(p *stepstest.Person, rows ...steps.FileRow) {
	i.Mu.Lock()
	i.Rows = rows
	i.version++
	i.Mu.Unlock()
	time.Sleep(200 * time.Millisecond) // virtual
	p.Settle()
}

// TestAnArrivalForTheSideIsHighlighted proves which files the highlight goes to by itself: the
// newest one for the side on the screen, while nobody has chosen another.
func TestAnArrivalForTheSideIsHighlighted(t *testing.T) {
	front, back := stepstest.FrontSlot.String(), stepstest.BackSlot.String()
	older, newer := arrived("older.jpg", front), arrived("newer.jpg", front)
	other, unknown := arrived("other.jpg", back), arrived("unknown.jpg", "")
	broken := arrived("broken.jpg", front)
	broken.Finding = steps.Finding{Word: "incomplete", Level: steps.CannotSend}
	for name, c := range map[string]struct {
		before []steps.FileRow
		keys   []string
		then   []steps.FileRow
		sees   string
		not    []string
	}{
		"the first one":       {then: []steps.FileRow{other, newer}, sees: "▸ newer.jpg"},
		"one that was there":  {before: []steps.FileRow{older}, sees: "▸ older.jpg"},
		"a newer one":         {before: []steps.FileRow{older}, then: []steps.FileRow{newer, older}, sees: "▸ newer.jpg"},
		"another was chosen":  {before: []steps.FileRow{older, unknown}, keys: []string{"down"}, then: []steps.FileRow{newer, older, unknown}, sees: "▸ unknown.jpg"},
		"the same was chosen": {before: []steps.FileRow{older}, keys: []string{"down"}, then: []steps.FileRow{newer, older}, sees: "▸ older.jpg"},
		"a name is typed":     {keys: []string{"e"}, then: []steps.FileRow{newer}, sees: "newer.jpg", not: []string{"▸ newer"}},
		"for another side":    {then: []steps.FileRow{other}, sees: "other.jpg", not: []string{"▸ other"}},
		"for an unknown side": {then: []steps.FileRow{unknown}, sees: "unknown.jpg", not: []string{"▸ unknown"}},
		"not whole":           {then: []steps.FileRow{broken}, sees: "broken.jpg", not: []string{"▸ broken"}},
	} {
		t.Run(name, func(t *testing.T) {
			source := newAssigningInbox(c.before...)
			f := stepstest.NewFrame(100, 24, stepstest.DocumentsChosen(t))
			stepstest.PlayScreen(t, f, source, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
				time.Sleep(2 * time.Second) // virtual
				p.Settle()
				p.Press(c.keys...)
				p.Settle()
				if c.then != nil {
					source.arrives(p, c.then...)
				}
				p.Sees(c.sees)
				p.SeesNot(c.not...)
			})
		})
	}
}

// TestAKeyOnItsWaySendsNoArrival proves for every moment around an arrival that an Enter which
// was meant for the screen before sends nothing, and that one after a while does.
func TestAKeyOnItsWaySendsNoArrival(t *testing.T) {
	front := stepstest.FrontSlot.String()
	for name, c := range map[string]struct {
		after time.Duration
		key   string
		sends bool
	}{
		"at once":              {key: "enter"},
		"after a second":       {after: time.Second, key: "enter"},
		"after a while":        {after: 2 * time.Second, key: "enter", sends: true},
		"an arrow at once":     {key: "down"},
		"an arrow later":       {after: 2 * time.Second, key: "down", sends: true},
		"a letter and another": {key: "x"},
	} {
		t.Run(name, func(t *testing.T) {
			source := newAssigningInbox()
			f := stepstest.NewFrame(100, 24, stepstest.DocumentsChosen(t))
			stepstest.PlayScreen(t, f, source, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
				source.arrives(p, arrived("front.jpg", front), arrived("unknown.jpg", ""))
				time.Sleep(c.after) // virtual
				p.Settle()
				if offered := stepstest.HasKey(p.Frame, p.Step, "enter"); offered != (c.after > time.Second) {
					t.Errorf("Enter is offered: %t", offered)
				}
				if p.Press(c.key); c.key != "enter" {
					p.Press("enter")
				}
				if c.sends && c.key == "down" {
					p.Dialog() // it is on the other file
					return
				}
				if c.sends {
					p.Wants(sends(stepstest.FrontSlot, "front.jpg"))
					return
				}
				p.WantsNothing()
				if c.key == "x" {
					return
				}
				p.Sees("[Looked at now. Press Enter again to send.]")
				time.Sleep(2 * time.Second) // virtual
				p.Settle()
				p.Press("enter")
				p.Wants(sends(stepstest.FrontSlot, "front.jpg"))
			})
		})
	}
}

// TestANewerArrivalIsNotSentByAKeyForTheOneBefore proves that the wait begins again with each
// file that the highlight goes to.
func TestANewerArrivalIsNotSentByAKeyForTheOneBefore(t *testing.T) {
	front := stepstest.FrontSlot.String()
	older, newer := arrived("older.jpg", front), arrived("newer.jpg", front)
	source := newAssigningInbox(older)
	f := stepstest.NewFrame(100, 24, stepstest.DocumentsChosen(t))
	stepstest.PlayScreen(t, f, source, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
		time.Sleep(2 * time.Second) // virtual
		p.Settle()
		source.arrives(p, newer, older)
		p.Sees("▸ newer.jpg")
		p.Press("enter")
		p.WantsNothing()
	})
}

// A path of the person's own computer means another file than those in the inbox: none of
// them is highlighted by itself any more, and Enter sends none. What arrives after it is
// highlighted.
func TestAPathElsewhereMeansNoFileOfTheInbox(t *testing.T) {
	front := stepstest.FrontSlot.String()
	for name, keys := range map[string][]string{"highlighted by itself": nil, "chosen": {"down"}} {
		t.Run(name, func(t *testing.T) {
			older := arrived("older.jpg", front)
			source := newAssigningInbox(older)
			f := stepstest.NewFrame(100, 24, stepstest.DocumentsChosen(t))
			stepstest.PlayScreen(t, f, source, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
				time.Sleep(3 * time.Second) // virtual
				p.Settle()
				p.Press(keys...)
				p.Sees("▸ older.jpg")
				p.Send(tea.PasteMsg{Content: "/Users/anna/other.jpg"})
				p.Settle()
				for range 3 {
					p.SeesNot("▸ older.jpg", "enter send")
					p.Press("enter")
					time.Sleep(3 * time.Second) // virtual
					p.Settle()
				}
				p.WantsNothing()
				source.arrives(p, arrived("other.jpg", front), older)
				p.Sees("▸ other.jpg")
			})
		})
	}
}
