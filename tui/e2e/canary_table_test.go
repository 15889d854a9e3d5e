package e2e

import (
	"slices"
	"strings"
	"testing"
)

// allowance is a place where canaries may be, and why. Whoever adds an output
// to the product adds a run that makes it and, if it has to hold something of a
// person's, an allowance.
type allowance struct {
	place    string // the beginning of its name
	canaries []string
	why      string
}

// What the runs may leave behind. Beside these, /proc holds the command line
// and the environment that whoever started the program gave it (startedWith).
var (
	keptByJournal = allowance{"file state/", []string{"remark", "message", "echo", "reason"},
		"the service's remarks, its refusal, whom its answer names, and a person's reason are the record"}
	saidByUpload = allowance{"std", []string{"remark", "message"}, "one JSON line per slot repeats what the service said; stderr tells it, made safe"}
	exported     = allowance{"stdout", []string{"remark", "message", "echo", "reason"}, "an export and a receipt repeat the record"}
	onTheScreen  = allowance{"terminal while it runs", []string{"first name", "file name", "path", "remark"},
		"it is what the person works with; it goes with the alternate screen"}
)

// everywhere are the allowances of every run.
var everywhere = []allowance{keptByJournal}

func (a allowance) covers(f found) bool {
	return strings.HasPrefix(f.place, a.place) && slices.ContainsFunc(a.canaries, func(c string) bool { return strings.HasPrefix(f.canary, c) })
}

// leaks are the finds that no allowance covers.
func leaks(list []found, may []allowance) []found {
	return slices.DeleteFunc(slices.Clone(list), func(f found) bool {
		return slices.ContainsFunc(may, func(a allowance) bool { return a.covers(f) })
	})
}

// failOnLeaks fails the test for every leak.
func failOnLeaks(t *testing.T, list []found, may ...allowance) {
	t.Helper()
	said := map[[2]string]bool{}
	for _, f := range leaks(list, append(slices.Clone(everywhere), may...)) {
		if at := [2]string{f.place, f.canary}; !said[at] {
			said[at] = true
			t.Errorf("%s: %s is there, %s", f.place, f.canary, f.how)
		}
	}
}

// requireFound fails unless the canary was found in the place: what was never there can
// not leak, and a test of it shows nothing.
func requireFound(t *testing.T, list []found, place string, names ...string) {
	t.Helper()
	for _, name := range names {
		if !slices.ContainsFunc(list, func(f found) bool { return strings.HasPrefix(f.place, place) && f.canary == name }) {
			t.Errorf("%s: %s is not there, so this run shows nothing about it", place, name)
		}
	}
}
