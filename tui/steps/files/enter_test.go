package files_test

import (
	"cmp"
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// heldMessages gives keys to the screen before any answer of the disk comes.
func heldMessages(p *stepstest.Person, messages ...tea.Msg) {
	for _, m := range messages {
		p.Deliver(m)
	}
	p.SeesNot("[Looked at now.", "[Enter opens")
	p.Settle()
}

func typedKeys(text string) []tea.Msg {
	var list []tea.Msg
	for _, r := range text {
		list = append(list, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return list
}

// TestAnEarlyEnterIsAnsweredWhenTheLookEnds proves that an Enter that comes before the look
// that it needs opens a folder afterwards, never sends a picture, and that the line about
// the look goes away with it.
func TestAnEarlyEnterIsAnsweredWhenTheLookEnds(t *testing.T) {
	enter, down := stepstest.Key("enter"), stepstest.Key("down")
	const looked = "[Looked at now. Press Enter again to send.]"
	for name, c := range map[string]struct {
		keys  []tea.Msg
		opens bool // the folder
		sees  string
	}{
		"arrow and Enter":         {keys: []tea.Msg{down, enter}, sees: looked},
		"two early Enters":        {keys: []tea.Msg{down, enter, enter}, sees: looked},
		"a name and Enter":        {keys: append(typedKeys("front"), enter), sees: looked},
		"a file that is broken":   {keys: append(typedKeys("broken"), enter), sees: "[It is broken.]"},
		"a folder's name":         {keys: append(typedKeys("Scanner"), enter), opens: true},
		"a folder's path":         {keys: append(typedKeys("/Downloads/"), enter), opens: true},
		"no such name":            {keys: append(typedKeys("zzz"), enter), sees: "[There is no such file.]"},
		"no such folder":          {keys: append(append(typedKeys("front.jpg"), enter), append(typedKeys("/zzz"), enter)...), sees: "[There is no such file.]"},
		"a key after the Enter":   {keys: append(typedKeys("Scanne"), enter, tea.KeyPressMsg{Code: 'r', Text: "r"}), sees: "┃ Scanner"},
		"a paste after the Enter": {keys: append(typedKeys("Scanner"), enter, tea.PasteMsg{Content: " "}), sees: "┃ Scanner"},
	} {
		t.Run(name, func(t *testing.T) {
			broken := stepstest.NewFileRow("broken.jpg", 0, 1_000_000, "JPEG")
			files := &stepstest.Folder{Rows: append(stepstest.Scans(), broken), Missing: "There is no such file.", Report: func(ref steps.Ref) steps.FileReport {
				r := stepstest.GoodReport(ref)
				if ref == broken.Ref {
					r.Fault = "It is broken."
				}
				return r
			}}
			picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
				heldMessages(p, c.keys...)
				p.WantsNothing()
				p.SeesNot("Looking…", "Still looking")
				if c.sees != "" {
					p.Sees(c.sees)
				}
				if c.opens && !isFieldEmpty(p) {
					t.Error("the folder was not opened")
				}
			})
		})
	}
}

// isFieldEmpty reports whether the field was emptied, as it is by entering a folder.
func isFieldEmpty(p *stepstest.Person) bool {
	for _, b := range p.Step.Keys(p.Frame) {
		if b.Help().Key == p.Frame.Keys.Clear.Help().Key {
			return false
		}
	}
	return true
}

// TestAnEarlyEnterSendsNoneOfSeveralFiles proves for every moment before the proposal is on
// the screen that an Enter sends nothing, that it is answered once all files were looked at,
// and that the next one sends.
func TestAnEarlyEnterSendsNoneOfSeveralFiles(t *testing.T) {
	enter, up := stepstest.Key("enter"), stepstest.Key("up")
	const looked = "Looked at now. Press Enter again to send."
	for name, c := range map[string]struct {
		waits string // for what the keys do not wait: "paste", or the file whose look it is
		paste string
		keys  []tea.Msg
		sees  string
		sends int // with the next Enter
	}{
		"before the paste is read": {waits: "paste", keys: []tea.Msg{enter}, sees: looked, sends: 2},
		"during the first look":    {waits: "front.jpg", keys: []tea.Msg{enter}, sees: looked, sends: 2},
		"during the last look":     {waits: "back.jpg", keys: []tea.Msg{enter}, sees: looked, sends: 2},
		"two Enters":               {waits: "back.jpg", keys: []tea.Msg{enter, enter}, sees: looked, sends: 2},
		"a key after the Enter":    {waits: "back.jpg", keys: []tea.Msg{enter, up}, sees: "▸ Send 2 pictures", sends: 2},
		"one picture twice":        {waits: "twin.jpg", paste: "/front.jpg /twin.jpg", keys: []tea.Msg{enter}, sees: "Two of these files are the same picture"},
	} {
		t.Run(name, func(t *testing.T) {
			folder := pasting()
			var found chan struct{} // is closed when the answer may come
			inner := folder.ReadPaste
			folder.ReadPaste = func(text string) ([]steps.Ref, bool) {
				if c.waits == "paste" {
					<-found
				}
				return inner(text)
			}
			folder.Report = func(ref steps.Ref) steps.FileReport {
				if ref == stepstest.RefOf(c.waits) {
					<-found
				}
				if ref == stepstest.RefOf("twin.jpg") {
					ref = stepstest.RefOf("front.jpg")
				}
				return stepstest.GoodReport(ref)
			}
			picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, folder, func(p *stepstest.Person) {
				found = make(chan struct{})
				p.Send(tea.PasteMsg{Content: cmp.Or(c.paste, "/front.jpg /back.jpg")})
				for _, key := range c.keys {
					p.Send(key)
				}
				p.WantsNothing()
				p.SeesNot(looked)
				close(found)
				p.Settle()
				p.WantsNothing()
				if p.Sees(c.sees); c.sees != looked {
					p.SeesNot(looked)
				}
				if p.Press("enter"); c.sends == 0 {
					p.WantsNothing()
				} else if got := chosenSlots(t, p.LastAction()); len(got) != c.sends {
					t.Errorf("the next Enter sends %v", got)
				}
			})
		})
	}
}
