package e2e

import (
	"context"
	"crypto/rand"
	"testing"
	"time"

	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/tui/tuitest"
)

// TestTheWizardSaysThatItsDossierWasRemoved: an administrator purges the journal
// while the wizard has the dossier open.
func TestTheWizardSaysThatItsDossierWasRemoved(t *testing.T) {
	t.Parallel()
	b := newBench(t, nil)
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	w := b.start(options{})
	w.open(anna)
	w.chooseDocuments()
	w.WaitFor("file 1 of 3", "front.jpg") // the documents are recorded
	b.purge(anna)
	w.sendFile(front, "front.jpg")
	w.WaitFor("The journal does not hold this dossier any more; open it anew.")
	w.Type(tuitest.CtrlC)
	w.WaitFor("Leave?", "This dossier was removed from the journal.")
	w.WaitGone("Everything so far is recorded")
	w.Type(tuitest.CtrlC)
	if _, err := w.Wait(); err != nil {
		t.Errorf("leaving: %v", err)
	}
	w.end()
	if n := len(b.service.Uploads()); n != 0 || b.story(anna) != "" {
		t.Errorf("%d uploads, recorded: %s", n, b.story(anna))
	}
}

// purge removes an applicant's dossier, although somebody has it open.
func (b *wizardBench) purge(applicant string) {
	b.t.Helper()
	j, err := journal.Open(context.Background(), b.journal, journaltest.AuditKey)
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = j.Close() }()
	now := time.Now()
	done, err := j.Purge(context.Background(), journal.PurgeOptions{
		Rule: "one applicant", Applicant: applicant, Operator: "admin", Session: rand.Text(), Now: now.UTC(), NewID: rand.Text,
		UsedSince: now.Add(time.Hour),
	}, nil)
	if err != nil || done.Dossiers != 1 {
		b.t.Fatalf("%d dossiers were removed: %v", done.Dossiers, err)
	}
}
