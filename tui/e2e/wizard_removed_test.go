package e2e

import (
	"testing"

	"dossier/tui/tuitest"
)

// TestTheWizardSaysThatItsDossierWasRemoved: an administrator purges the journal
// while the wizard has the dossier open.
func TestTheWizardSaysThatItsDossierWasRemoved(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	ui := w.startWizard(wizardOptions{})
	ui.openApplicant(anna)
	ui.chooseDocuments()
	ui.WaitFor("picture 1 of 3", "front.jpg") // the documents are recorded
	if err := w.purge(anna); err != nil {
		t.Fatal(err)
	}
	ui.sendFile(front, "front.jpg")
	ui.WaitFor("The journal does not hold this dossier any more; open it again.")
	ui.Type(tuitest.CtrlC)
	ui.WaitFor("Leave?", "This dossier was removed from the journal.")
	ui.WaitGone("Everything so far is recorded")
	ui.Type(tuitest.CtrlC)
	if _, err := ui.Wait(); err != nil {
		t.Errorf("leaving: %v", err)
	}
	ui.end()
	if n := len(w.service.Uploads()); n != 0 || w.story(anna) != "" {
		t.Errorf("%d uploads, recorded: %s", n, w.story(anna))
	}
}
