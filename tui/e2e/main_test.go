package e2e

import (
	"dossier/flows/journal/racetest"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// workshop is the folder of what is built for the tests.
var workshop string

func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "dossier-e2e-")
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer os.RemoveAll(dir)
		workshop = dir
		defer removeAtEnd.Range(func(path, _ any) bool { _ = os.Remove(path.(string)); return true })
		// These tests wait for each other's programs more than they compute.
		flag.Parse()
		_ = flag.Set("test.parallel", "6")
		return m.Run()
	}())
}

// removeAtEnd are paths outside the workshop that go when all tests have ended.
var removeAtEnd sync.Map

// realProgram is the real program, built when the first test asks for it.
var realProgram = sync.OnceValues(func() (string, error) {
	program := filepath.Join(workshop, "dossier")
	return program, buildProgram(program)
})

// requireProgram is the real program, for a test that only watches it.
func requireProgram(t *testing.T) string {
	t.Helper()
	racetest.Skip(t, "the real program is built without the detector")
	program, err := realProgram()
	if err != nil {
		t.Fatal(err)
	}
	return program
}

// buildProgram builds the program as it is shipped.
func buildProgram(program string, flags ...string) error {
	cmd := exec.Command("go", slices.Concat([]string{"build", "-trimpath", "-o", program}, flags, []string{"dossier"})...)
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// requireTools skips a test whose tool is missing here; where everything has to be
// tested it fails.
func requireTools(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err == nil {
			continue
		}
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not installed, and this has to be tested", tool)
		}
		t.Skipf("%s is not installed: the test with the real terminal is left out", tool)
	}
}
