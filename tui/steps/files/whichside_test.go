package files_test

import (
	"reflect"
	"testing"
	"time"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// assigningInbox is an inbox that takes files under any name. Its targets are the slots'
// handles.
type assigningInbox struct {
	*inbox
	assigned map[steps.Ref]string
	gone     bool
}

func newAssigningInbox(rows ...steps.FileRow) *assigningInbox {
	return &assigningInbox{inbox: &inbox{Folder: &stepstest.Folder{Rows: rows}}, assigned: map[steps.Ref]string{}}
}

func (i *assigningInbox) Delivery(_ []flows.SlotLine, slot flows.Slot, _ string) steps.Delivery {
	return steps.Delivery{Command: safe.LineOf("scp FILE host:K7F2/"+slot.String(), safe.DetailMax), Target: slot.String(), Name: "Inbox · code K7F2"}
}

func (i *assigningInbox) Assign(ref steps.Ref, target string) bool {
	if !i.gone {
		i.assigned[ref] = target
	}
	return !i.gone
}

// arrived is a file that was sent to a target.
func arrived(name, target string) steps.FileRow {
	row := stepstest.NewFileRow(name, 0, 3_300_000, "")
	row.For = target
	return row
}

// receivingAny sits at the file question of the front, with an inbox of one file.
func receivingAny(t *testing.T, source *assigningInbox, play func(*stepstest.Person)) {
	t.Helper()
	f := stepstest.NewFrame(100, 24, stepstest.DocumentsChosen(t))
	stepstest.PlayScreen(t, f, source, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
		p.Press("down")
		p.Settle()
		play(p)
	})
}

// A file under a name that is no target is asked for, with its picture beside the question;
// nothing is sent before the answer.
func TestAFileUnderAnotherNameIsAskedFor(t *testing.T) {
	row := arrived("IMG_2211.jpg", "")
	for name, test := range map[string]struct {
		label    string
		gone     bool
		want     steps.Action
		assigned string
	}{
		"nothing":        {label: "Not sure: leave it in the inbox"},
		"this side":      {"Identity card · front: send it", false, sends(stepstest.FrontSlot, "IMG_2211.jpg"), stepstest.FrontSlot.String()},
		"another side":   {"Identity card · back: go there", false, steps.Go{Place: steps.Place{Stage: flows.StageFiles, Slot: stepstest.BackSlot}}, stepstest.BackSlot.String()},
		"gone meanwhile": {label: "Identity card · front: send it", gone: true},
	} {
		t.Run(name, func(t *testing.T) {
			source := newAssigningInbox(row)
			receivingAny(t, source, func(p *stepstest.Person) {
				p.Sees("▸ IMG_2211.jpg", "which side?")
				p.Press("enter")
				d := p.Dialog()
				if d.Title != "Which side is this?" || len(d.Looks) != 1 || d.Choices[0].Then != nil || len(d.Choices) != 5 {
					t.Fatalf("%+v", d)
				}
				source.gone = test.gone
				for _, c := range d.Choices {
					if c.Label != test.label || c.Then == nil {
						continue
					}
					if got := c.Then(""); !reflect.DeepEqual(got, test.want) {
						t.Errorf("does %#v, want %#v", got, test.want)
					}
				}
				if got := source.assigned[row.Ref]; got != test.assigned {
					t.Errorf("assigned to %q, want %q", got, test.assigned)
				}
			})
		})
	}
}

// A file that was sent to its side is sent at once.
func TestAFileForItsSideIsNotAskedFor(t *testing.T) {
	receivingAny(t, newAssigningInbox(arrived("IMG_2211.jpg", stepstest.FrontSlot.String())), func(p *stepstest.Person) {
		p.SeesNot("which side?")
		time.Sleep(2 * time.Second) // virtual
		p.Settle()
		p.Press("enter")
		p.Wants(sends(stepstest.FrontSlot, "IMG_2211.jpg"))
	})
}
