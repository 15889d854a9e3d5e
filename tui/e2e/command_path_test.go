package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"dossier/tui/cli"
)

// TestUploadReadsAPathAsTheWizardDoes proves that a file is found however its path is
// written, as nothing expands it after SLOT=.
func TestUploadReadsAPathAsTheWizardDoes(t *testing.T) {
	const name = "Führerschein 4.42.48\u202fPM.jpg"
	folder := "Anna\u00a0Muster"
	for style, write := range map[string]func(home string) string{
		"absolute":      func(home string) string { return filepath.Join(home, folder, name) },
		"relative":      func(string) string { return folder + "/" + name },
		"home":          func(string) string { return "~/" + folder + "/" + name },
		"the variable":  func(string) string { return "$HOME/" + folder + "/" + name },
		"composed":      func(home string) string { return norm.NFC.String(filepath.Join(home, folder, name)) },
		"plain blanks":  func(string) string { return "~/Anna Muster/" + strings.ReplaceAll(name, "\u202f", " ") },
		"single quotes": func(home string) string { return "'" + filepath.Join(home, folder, name) + "'" },
		"double quotes": func(home string) string { return `"` + filepath.Join(home, folder, name) + `"` },
		"backslashes": func(home string) string {
			return strings.ReplaceAll(filepath.Join(home, "Anna Muster", name), " ", `\ `)
		},
		"an address": func(home string) string { return "file://" + filepath.Join(home, "Anna%C2%A0Muster", name) },
		"an address, encoded": func(home string) string {
			return "file://" + home + "/Anna%20Muster/F%C3%BChrerschein%204.42.48%E2%80%AFPM.jpg"
		},
	} {
		t.Run(style, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			if err := os.Mkdir(filepath.Join(w.home, folder), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(w.home, folder, norm.NFD.String(name)), sample(t, "front.jpg"), 0o600); err != nil {
				t.Fatal(err)
			}
			_, list, errs := w.run("upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=PASSPORT", "identity="+write(w.home))
			if states(list) != "identity.front accepted" || len(w.service.Uploads()) != 1 {
				t.Errorf("%s: %s", states(list), errs)
			}
		})
	}
}

// TestUploadTellsPathMistakesApart proves that each mistake in a path has a code and a
// sentence of its own.
func TestUploadTellsPathMistakesApart(t *testing.T) {
	w := newWorld(t)
	w.drawSamples("front.jpg")
	w.write("empty.jpg", nil, 0)
	locked := w.write("locked.jpg", sample(t, "front.jpg"), 0)
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"~/none/front.jpg": "no-folder", "~/none.jpg": "not-found", "~": "folder", "/dev/null": "device", "empty.jpg": "empty", "locked.jpg": "unreadable",
		`C:\Users\maya\front.jpg`: "other-computer", "file://elsewhere/front.jpg": "other-computer",
	} {
		if want == "unreadable" && os.Getuid() == 0 {
			continue // root may read everything
		}
		code, list, errs := w.run("upload", "--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=PASSPORT", "identity="+path)
		if code != cli.ExitFailure || len(list) != 1 || list[0].LocalError == nil || list[0].LocalError.Code != want || !strings.Contains(errs, "dossier: identity.front: "+list[0].LocalError.Text) {
			t.Errorf("%s: exit %d, %+v: %s", want, code, list, errs)
		}
	}
	if len(w.service.Uploads()) != 0 {
		t.Error("something was sent")
	}
}
