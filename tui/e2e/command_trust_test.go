package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/tui/cli"
)

// TestAnUploadSaysWhomItTrusts proves that an unattended run names certificates that the
// environment chose: on stderr as the wizard does, in each line, in the journal, in the
// receipt and in an export. It says nothing of them where the environment chose none.
func TestAnUploadSaysWhomItTrusts(t *testing.T) {
	const notice = "dossier: Certificates are checked against custom roots (SSL_CERT_FILE).\n"
	for _, roots := range []string{"", "/none/roots.pem"} {
		w := newCommandWorld(t)
		w.env["SSL_CERT_FILE"] = roots
		code, lines, errs := w.run(uploadArgs(w.file("front.jpg"), w.file("back.jpg"), w.file("selfie.png"))...)
		if strings.Contains(errs, notice) != (roots != "") || code == cli.ExitUsage {
			t.Errorf("roots %q: exit %d, %s", roots, code, errs)
		}
		for _, l := range lines {
			if run := l.Run; run.Proxy == nil || *run.Proxy != "" || run.CustomRoots == nil || *run.CustomRoots != (roots != "") {
				t.Errorf("roots %q: %s says another run", roots, l.Slot)
			}
		}
		w.expectConnection(flows.Connection{CustomRoots: roots != ""})
	}
}

// TestAWizardRecordsItsConnection is the same for the wizard.
func TestAWizardRecordsItsConnection(t *testing.T) {
	t.Parallel()
	for _, connection := range []flows.Connection{{}, {Proxy: "proxy.test:3128", CustomRoots: true}} {
		w := newWorld(t)
		wizard := w.startWizard(wizardOptions{connection: connection})
		wizard.openApplicant(anna)
		wizard.chooseDocuments()
		w.waitUntil("the first entries", func() bool { return len(w.entries(anna)) > 1 })
		wizard.end()
		w.expectConnection(connection)
	}
}

// expectConnection looks for the connection of the only session in the journal, the
// receipt and the table.
func (w *world) expectConnection(want flows.Connection) {
	w.t.Helper()
	opened, ok := w.entries(anna)[0].Event.(flows.Opened)
	if !ok || opened.Connection != want {
		w.t.Errorf("the journal has %+v, want %+v", opened, want)
	}
	_, text, errs := w.exec("receipt", anna, "--out", "-", "--format", "json")
	var receipt audit.Receipt
	if err := json.Unmarshal([]byte(text), &receipt); err != nil {
		w.t.Fatalf("%v: %s", err, errs)
	}
	if h := receipt.Holders; len(h) != 1 || !h[0].Proxy.Is(want.Proxy) || h[0].CustomRoots != want.CustomRoots {
		w.t.Errorf("the receipt has another connection than %+v", want)
	}
	_, table, errs := w.exec("audit", "export", "--format", "csv")
	if strings.Contains(table, "proxy "+want.Proxy) != (want.Proxy != "") || strings.Contains(table, "custom roots") != want.CustomRoots {
		w.t.Errorf("the table has another connection than %+v: %s", want, errs)
	}
}
