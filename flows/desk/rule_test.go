package desk

import (
	"fmt"
	"testing"
	"testing/synctest"

	"dossier/flows"
	"dossier/flows/notice"
)

// TestARefusedChoiceNamesItsPicture: the notice has the slot and the rule apart, so that
// no handle of a slot comes to a screen.
func TestARefusedChoiceNamesItsPicture(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d := w.open("a")
		defer d.Close()
		w.complete(d)
		for _, c := range []struct {
			choice flows.Event
			slot   flows.Slot
			other  bool // the document has another side
			rule   string
		}{
			{w.file(selfie, "another"), selfie, false, "it is accepted already"},
			{flows.DocumentChosen{Need: "selfie", Type: flows.Passport, Country: "AUS"}, selfie, false, "the flow does not take that document or country"},
			{w.file(back, "front"), back, true, "it is accepted already"},
			{w.file(address, "another"), address, false, "it is accepted already"},
			{flows.Decided{Attempt: 1, Received: true, Reason: "seen"}, flows.Slot{}, false, "there is nothing to decide"},
		} {
			d.Post(c.choice)
			synctest.Wait()
			list := d.Snapshot().Notices
			n := list[len(list)-1]
			if n.Code != notice.OutOfTurn || n.Slot != c.slot || n.HasOtherSide != c.other || n.Rule != c.rule {
				t.Errorf("%s: %s", flows.EventName(c.choice), fmt.Sprintf("%+v", n))
			}
		}
	})
}
