package desk

import (
	"context"
	"testing"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/journal"
)

// lateStore finds no picture, as for a session that looks before the other's release.
type lateStore struct{ *memStore }

func (lateStore) FindPicture(context.Context, string, flows.SHA256) ([]journal.PictureUse, error) {
	return nil, nil
}

// TestTheJournalDecidesForWhomAPictureIsReleased has two sessions that both looked
// before either released.
func TestTheJournalDecidesForWhomAPictureIsReleased(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d := w.open("a")
		defer d.Close()
		cfg := w.config("b")
		cfg.Key.Applicant, cfg.Store = "3x4", lateStore{w.store}
		other := w.start(cfg)
		defer other.Close()
		w.plan(d)
		w.plan(other)
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Accepted)
		again := w.file(selfie, "selfie")
		w.do(other, again)
		s := w.untilState(other, selfie, flows.Failed)
		if l, _ := s.Journey.Line(selfie); l.Transfer != flows.TransferPart || !said(s, "another applicant. "+assets.TransferText(flows.TransferPart).String()) {
			t.Errorf("%q left, %v", l.Transfer, texts(s))
		}
		if l, _ := s.Journey.Line(selfie); l.Cause != flows.CauseForOther || l.Attempt.Cause != flows.CauseForOther {
			t.Errorf("recorded as %q", l.Cause)
		}
		w.arrived("selfie")
		again.Overrides = []string{flows.FormatOverride(flows.CodeOtherApplicant, "twins")}
		w.do(other, again)
		w.untilState(other, selfie, flows.Accepted)
		w.arrived("selfie", "selfie")
	})
}
