package demo

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/flows/intake"
	"dossier/tui/cli"
	"dossier/tui/local"
)

func testEnv(t *testing.T) cli.Env {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	return cli.Env{Getenv: func(string) string { return "" }, Operator: "maya", Home: t.TempDir(), Version: "test"}
}

// picturesFolder is the folder that the first screen names.
func picturesFolder(t *testing.T, s local.Settings) string {
	t.Helper()
	folder, ok := strings.CutPrefix(s.Banner[0], "Sample pictures: ")
	if !ok {
		t.Fatalf("the first screen says %q", s.Banner)
	}
	return folder
}

// TestTheDemoIsAWizardOfItsOwn proves that the wizard gets three applicants whose
// journal opens, each with a folder of pictures that may be sent, and that
// nothing is left when it ends.
func TestTheDemoIsAWizardOfItsOwn(t *testing.T) {
	var made string
	err := Run(t.Context(), testEnv(t), time.Minute, func(ctx context.Context, s local.Settings) error {
		made = filepath.Dir(picturesFolder(t, s))
		if !s.Demo || !s.Loopback || s.Hold != time.Minute || s.Operator != "maya" || len(s.Flows) == 0 {
			t.Errorf("the wizard is told %+v", s.Wizard)
		}
		if len(s.ExtraDossiers) != len(applicants) {
			t.Errorf("the start list has %d rows", len(s.ExtraDossiers))
		}
		desks, _, end, err := s.OpenJournal(ctx)
		if err != nil {
			return err
		}
		defer end()
		for _, row := range s.ExtraDossiers {
			if _, err := desks.Open(row.Key.Applicant, ""); err != nil {
				t.Errorf("%s: %v", row.Key.Applicant, err)
			}
			checkPictures(t, s.StartFolder(row.Key.Applicant))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(made); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is left: %v", made, err)
	}
}

// checkPictures opens every picture of a folder as the wizard does.
func checkPictures(t *testing.T, folder string) {
	t.Helper()
	list, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	good := 0
	for _, f := range list {
		file, _, err := intake.Open(t.Context(), filepath.Join(folder, f.Name()), intake.DefaultLimits())
		if err == nil {
			good++
			_ = file.Close()
		}
	}
	if good < 5 {
		t.Errorf("only %d of %d pictures in %s may be sent", good, len(list), filepath.Base(folder))
	}
}

// TestTheDemoIsRemovedAfterAFailure proves that an end by an error leaves nothing
// either, and that the error comes back.
func TestTheDemoIsRemovedAfterAFailure(t *testing.T) {
	env, broken := testEnv(t), errors.New("no terminal")
	err := Run(t.Context(), env, 0, func(context.Context, local.Settings) error { return broken })
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
		t.Errorf("left: %v", left)
	}
}
