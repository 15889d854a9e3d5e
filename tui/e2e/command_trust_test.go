package e2e

import (
	"strings"
	"testing"
)

// TestAnUploadSaysWhomItTrusts proves that an unattended run names certificates that the
// environment chose, as the wizard does, and says nothing where it chose none.
func TestAnUploadSaysWhomItTrusts(t *testing.T) {
	const notice = "dossier: Certificates are checked against custom roots (SSL_CERT_FILE).\n"
	for _, roots := range []string{"", "/none/roots.pem"} {
		w := newCommandWorld(t)
		w.env["SSL_CERT_FILE"] = roots
		_, _, errs := w.exec(uploadArgs(w.file("front.jpg"), w.file("back.jpg"), w.file("selfie.png"))...)
		if strings.Contains(errs, notice) != (roots != "") {
			t.Errorf("roots %q: %s", roots, errs)
		}
	}
}
