package files_test

import (
	"testing"
	"time"

	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// removingInbox is an inbox from which files can be removed.
type removingInbox struct {
	*assigningInbox
	removed []steps.Ref
}

func (i *removingInbox) Remove(ref steps.Ref) {
	i.Mu.Lock()
	defer i.Mu.Unlock()
	i.removed = append(i.removed, ref)
	i.Rows, i.version = nil, i.version+1
}

// TestAFileIsRemovedFromTheInboxOnceItWasAskedFor proves that the key asks, that only the
// second answer removes, and that the screen does not wonder at it.
func TestAFileIsRemovedFromTheInboxOnceItWasAskedFor(t *testing.T) {
	row := arrived("front.jpg", "")
	for choice, wantsRemoval := range []bool{false, true} {
		source := &removingInbox{assigningInbox: newAssigningInbox(row)}
		f := stepstest.NewFrame(100, 24, stepstest.DocumentsChosen(t))
		stepstest.PlayScreen(t, f, source, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
			if stepstest.HasKey(p.Frame, p.Step, "delete") {
				t.Error("offered while nothing is highlighted")
			}
			p.Press("delete")
			p.WantsNothing()
			p.Press("down")
			p.Settle()
			if !stepstest.HasKey(p.Frame, p.Step, "delete") {
				t.Error("not offered")
			}
			p.Press("delete")
			d := p.Dialog()
			if d.Title != "Remove it from the inbox?" || len(d.Choices) != 2 || d.Text[0] != "front.jpg" || len(source.removed) != 0 || len(d.Looks) != 1 {
				t.Fatalf("%+v, %v", d, source.removed)
			}
			if then := d.Choices[choice].Then; then != nil {
				tell := then("").(steps.Tell)
				if len(source.removed) != 0 {
					t.Error("removed before the screen was told: a disk can be slow")
				}
				p.Send(tell.Msg)
			}
			if (len(source.removed) == 1 && source.removed[0] == row.Ref) != wantsRemoval {
				t.Errorf("choice %d removed %v", choice, source.removed)
			}
			time.Sleep(time.Second) // virtual
			p.Settle()
			p.SeesNot("left the list")
		})
	}
}

// TestDeleteEditsTextFirst proves that the key takes away the sign after the cursor as long as
// there is one.
func TestDeleteEditsTextFirst(t *testing.T) {
	source := &removingInbox{assigningInbox: newAssigningInbox(arrived("front.jpg", ""))}
	f := stepstest.NewFrame(100, 24, stepstest.DocumentsChosen(t))
	stepstest.PlayScreen(t, f, source, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
		p.Type("fro")
		p.Settle()
		p.Sees("▸ front.jpg")
		p.Press("left", "left", "left", "delete")
		p.Settle()
		p.WantsNothing()
		p.Sees("┃ ro")
		p.Press("right", "right", "delete")
		p.Dialog()
	})
}
