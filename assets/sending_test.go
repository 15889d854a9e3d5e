package assets

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dossier/flows"
)

var updateSending = flag.Bool("update-sending", false, "rewrite testdata/sending.txt")

// transfers are all states in which a sentence about sending can be used.
var transfers = []flows.Transfer{nothing, part, whole, unknown}

// sendingConstants reads every SendingText of this package from its source.
func sendingConstants(t *testing.T) map[string]SendingText {
	t.Helper()
	files, err := filepath.Glob("sending*.go")
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]SendingText{}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && fmt.Sprint(spec.Type) == "SendingText" {
				text, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				found[spec.Names[0].Name] = SendingText(text)
			}
			return true
		})
	}
	return found
}

// TestEverySentenceAboutSendingHasItsStates lists all of them in testdata/sending.txt,
// each with the states of the connection in which it is true, to be read by a person.
func TestEverySentenceAboutSendingHasItsStates(t *testing.T) {
	constants := sendingConstants(t)
	var lines []string
	for name, text := range constants {
		states := text.TrueIn()
		if len(states) == 0 {
			t.Errorf("%s says nothing about when it is true", name)
		}
		lines = append(lines, fmt.Sprintf("%-24s %s", statesText(states), text))
	}
	if len(constants) != len(sendingTruths) {
		t.Errorf("%d texts, %d rows", len(constants), len(sendingTruths))
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	golden := filepath.Join("testdata", "sending.txt")
	if *updateSending {
		_ = os.MkdirAll("testdata", 0o755)
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want, err := os.ReadFile(golden); err != nil || string(want) != got {
		t.Errorf("%s is not what it was; look at the difference with -update-sending and git diff (%v)", golden, err)
	}
}

func statesText(states []flows.Transfer) string {
	if len(states) == len(transfers) {
		return "always"
	}
	return JoinText(states, " ", func(s flows.Transfer) string {
		if s == unknown {
			return "unknown"
		}
		return string(s)
	})
}

// claims are what a text asserts, and the only states in which that can be true.
var claims = []struct {
	says string
	in   []flows.Transfer
}{
	{`(?i)nothing (was|has been) sent|\bnot sent\b|was not sent`, []flows.Transfer{nothing}},
	{`(?i)before the end`, []flows.Transfer{part}},
	{`(?i)complete picture`, []flows.Transfer{part}},
	{`(?i)pictures? sent`, []flows.Transfer{whole}},
	{`(?i)(may have been|probably) (not )?received`, []flows.Transfer{whole}},
}

// TestNoSentenceClaimsMoreThanItsStates: a sentence that says that nothing was sent is
// for the state in which nothing was.
func TestNoSentenceClaimsMoreThanItsStates(t *testing.T) {
	check := func(text SendingText, states []flows.Transfer) (wrong []string) {
		for _, c := range claims {
			if !regexp.MustCompile(c.says).MatchString(text.String()) {
				continue
			}
			for _, s := range states {
				if !slices.Contains(c.in, s) {
					wrong = append(wrong, fmt.Sprintf("%q says %q in state %q", text, c.says, s))
				}
			}
		}
		return wrong
	}
	for text, states := range sendingTruths {
		if sayableAlways[text] {
			continue
		}
		for _, wrong := range check(text, states) {
			t.Error(wrong)
		}
	}
	for _, lie := range []struct {
		text SendingText
		in   flows.Transfer
	}{{NothingWasSent, part}, {TakenBackUnsent, whole}, {StoppedBeforeEnd, nothing}, {StartMaybeThere, part}, {NotSentWord, unknown}} {
		if len(check(lie.text, []flows.Transfer{lie.in})) == 0 {
			t.Errorf("negative control: %q may be said in state %q", lie.text, lie.in)
		}
	}
}

// sayableAlways are texts that speak of another picture, or of what may happen later.
var sayableAlways = map[SendingText]bool{}

// TestWhatFailedIsToldByWhatLeft: for every cause and every transfer the words that a
// person reads are true, on every face that uses them.
func TestWhatFailedIsToldByWhatLeft(t *testing.T) {
	for name, cause := range enumConstants(t, "Cause") {
		for _, left := range []flows.Transfer{nothing, part, whole} {
			l := flows.SlotLine{State: flows.Failed, Cause: cause, Transfer: left}
			a := flows.Attempt{State: flows.AttemptNotSent, Cause: cause, Transfer: left}
			words := []string{LineCauseText(l).Meaning, SlotWords(l).Long, SlotWords(l).Short, AttemptText(a).Meaning, TakenBackText(left, "you")}
			for _, text := range append(words, LineCauseText(l).Remedy, LineCauseText(l).Command) {
				for _, c := range claims[:2] {
					if regexp.MustCompile(c.says).MatchString(text) && !slices.Contains(c.in, left) {
						t.Errorf("%s, %s left: %q", name, left, text)
					}
				}
				if left == whole && strings.Contains(text, "Nothing was sent") {
					t.Errorf("%s, all left: %q", name, text)
				}
			}
		}
	}
}

// TestConnectionCausesAreThoseOfTheDomain: nothing of a request was sent, so both
// lists must be the same.
func TestConnectionCausesAreThoseOfTheDomain(t *testing.T) {
	list := flows.ConnectionCauses()
	if len(list) != len(connectionCauses) {
		t.Errorf("%d in the domain, %d with words", len(list), len(connectionCauses))
	}
	for _, c := range list {
		if !c.IsConnectionFailure() {
			t.Errorf("%s has no words for a connection", c)
		}
	}
}
