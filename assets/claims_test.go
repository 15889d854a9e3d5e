package assets

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dossier/flows"
	"dossier/flows/notice"
)

// claimWords are the words with which a text says what became of something that was
// sent.
var claimWords = regexp.MustCompile(`(?i)\b(sent|received|taken back|stopped)\b|\bleft this\b|before the end|complete picture`)

// claim is a string of a source that says something about sending.
type claim struct{ place, text string }

// claimsIn are the strings of one source that say something about sending. Import
// paths and tags of fields are no texts.
func claimsIn(t *testing.T, name string, source any) (found []claim) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	tags := map[*ast.BasicLit]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			tags[n.Tag] = true
		case *ast.BasicLit:
			if n.Kind != token.STRING || tags[n] {
				return true
			}
			text, err := strconv.Unquote(n.Value)
			if err != nil {
				t.Fatal(err)
			}
			if claimWords.MatchString(text) {
				found = append(found, claim{set.Position(n.Pos()).String(), text})
			}
		}
		return true
	})
	return found
}

// sources are the Go files of the program outside this package, tests left out.
func sources(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "assets" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".."):
			return fs.SkipDir
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			names = append(names, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// hints are the strings outside this package that use such a word and claim nothing of a
// picture that is on its way. Each reason is why its texts stay where they are.
var hints = map[string][]string{
	"errors of the domain and the desk: what a rule asks for, or a code for this package": {
		"an answer to something that was not sent", "an answer to a start that was not sent",
		"the start may still show; wait %g minutes after it was sent", "the answer holds errors; the picture must be sent again",
		"changing the flow after something was sent needs a reason", "it was sent already and cannot be taken back",
		"this picture was sent for another applicant",
	},
	"stored with a row of the start list; TestTheStartListHasTheWordsOfTheReview compares them": {"probably not received"},
	"what a file may be, before anything": {
		"the file has %s and at most %s can be sent; save it smaller", "the picture's longer side has %d pixels and at most %d can be sent; save it smaller",
	},
	"help of commands and screens: what they do": {
		"the `DURATION` in which a picture can be taken back", "the `DURATION` in which a picture can be taken back, by ending the program",
		"dossier receipt APPLICANT_ID    writes what was sent, for the case file", "Write what was sent for an applicant, to be filed with the case",
		"--decide is written SLOT=received or SLOT=again", " --decide SLOT=received --reason TEXT    or SLOT=again",
		"an operator's decision on an unclear picture, as `SLOT=DECISION`: received or again; repeats",
		"Result: what became of the check and what was sent for it. The status is asked again automatically.",
		" refused, set aside, not sent ",
		"leave it unclear, treat it as received, or send it again", "decide whether the start was received",
	},
	"the program or a case is stopped, no picture": {
		"stopped by an error of its own (error %s); what was recorded stays; run the same command again to go on",
		"the wizard stopped by an error of its own; what was recorded stays; start dossier again to go on",
		"stopped by an error of its own (error ", "a session was stopped by an error of the program", "a connection was stopped by an error of the program",
		"Stopped", "STOPPED", " Everything for this applicant is stopped.", "Leave everything stopped",
		"Everything is stopped until somebody settles the incident.",
	},
	"questions to the operator, and the operator's own words as answers": {
		"Was the start received?", "It was not received", "Not received",
		"If it was received after all, starting again uses up another of the %d checks.", "Treat it as received",
	},
	"what a choice will do": {
		"Will be sent as", "Then the front alone is sent. It can be changed until the check is started.",
		"They become missing; the old files cannot be sent for them again.",
	},
	"headings and comparisons of what the journal holds": {
		"Sent", "%s: sent %s, answered %s", "accepted or received",
		"From the journal; only the session that received the answer had all of it.",
		"What the service holds now: only the service can say. This is what dossier sent and what it was answered.",
	},
}

// codes are those of the journal, the exports, the metrics and the command line, where codes may be
// written. This package has their words.
var codes = []string{
	"not sent", "received", "stopped", "taken back", "sent before", "sent for another applicant", "treated as received", "sent anyway",
}

// mayHoldCodes reports whether a place is one for codes: what draws has words only.
func mayHoldCodes(place string) bool {
	path := filepath.ToSlash(place)
	return !strings.HasPrefix(path, "../tui/") || strings.HasPrefix(path, "../tui/cli/upload/arguments.go") || strings.HasPrefix(path, "../tui/sshd/metrics/")
}

// longHelp is the beginning of help texts of many lines.
var longHelp = []string{"upload sends pictures without asking anything: ", "  dossier upload --applicant "}

// isHint reports whether a string is in the list, is a code or a long help text.
func isHint(c claim) bool {
	text := c.text
	if mayHoldCodes(c.place) && slices.Contains(codes, text) {
		return true
	}
	for _, list := range hints {
		if slices.Contains(list, text) {
			return true
		}
	}
	return slices.ContainsFunc(longHelp, func(begin string) bool { return strings.HasPrefix(text, begin) })
}

// TestOnlyThisPackageSaysWhatWasSent: a sentence about sending that is written elsewhere
// has no row that says when it is true.
func TestOnlyThisPackageSaysWhatWasSent(t *testing.T) {
	used := map[string]bool{}
	for _, name := range sources(t) {
		for _, c := range claimsIn(t, name, nil) {
			if used[c.text] = true; !isHint(c) {
				t.Errorf("%s: %q belongs into sending*.go, with its states", c.place, c.text)
			}
		}
	}
	for _, code := range codes {
		if !used[code] {
			t.Errorf("the code %q is not used any more", code)
		}
	}
	for why, list := range hints {
		for _, text := range list {
			if !used[text] {
				t.Errorf("%q is not used any more (%s)", text, why)
			}
		}
	}
}

// TestTheScanSeesAClaim is the negative control of the scan.
func TestTheScanSeesAClaim(t *testing.T) {
	for _, lie := range []string{"Nothing was sent.", "%s: taken back, all is well", "it stopped before the end", "a part left this computer", "Probably received.", "not sent"} {
		found := claimsIn(t, "../tui/lie.go", "package p\n\nfunc f() string { return "+strconv.Quote(lie)+" }\n")
		if len(found) != 1 || isHint(found[0]) {
			t.Errorf("%q goes unseen: %v", lie, found)
		}
	}
}

// TestEveryNoticeHasWords: each code of a notice has a text, and what a notice says of a
// picture is true of what had left.
func TestEveryNoticeHasWords(t *testing.T) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, filepath.Join("..", "flows", "notice", "notice.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	codes := 0
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			codes++
			code, _ := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if text := NoticeText(notice.Notice{Code: notice.Code(code), Rule: "rule"}); text == "" || strings.Contains(text, "%!") {
				t.Errorf("%s: %q", code, text)
			}
		}
		return true
	})
	if codes < 20 {
		t.Errorf("%d codes were read", codes)
	}
	back := notice.Notice{Code: notice.TakenBack, Slot: flows.Slot{Need: "identity", Side: flows.Back}, HasOtherSide: true, Transfer: flows.TransferNone}
	if got := NoticeText(back); !strings.HasPrefix(got, "back: ") {
		t.Errorf("the picture is not named by its side: %q", got)
	}
	for _, code := range []notice.Code{notice.TakenBack, notice.OtherApplicant} {
		for left, want := range map[flows.Transfer]string{nothing: "othing was sent", part: "before the end"} {
			if got := NoticeText(notice.Notice{Code: code, Transfer: left}); !strings.Contains(got, want) {
				t.Errorf("%s, %s left: %q", code, left, got)
			}
		}
	}
}

// TestARuleIsSaidInWords: no handle of a slot and no code of an objection is on a screen.
func TestARuleIsSaidInWords(t *testing.T) {
	back := flows.Slot{Need: "identity", Side: flows.Back}
	for want, n := range map[string]notice.Notice{
		"Not done: back: it is accepted already.":                       {Slot: back, HasOtherSide: true, Rule: "it is accepted already"},
		"Not done: back: this very picture was sent before.":            {Slot: back, HasOtherSide: true, Rule: flows.CodeSentBefore},
		"Not done: address: it is accepted already.":                    {Slot: flows.Slot{Need: "address", Side: flows.Front}, Rule: "it is accepted already"},
		"Not done: selfie: a picture has no answer yet, or is unclear.": {Slot: flows.Slot{Need: "selfie"}, Rule: "a picture has no answer yet, or is unclear"},
		"Not done: a check is running or has ended.":                    {Rule: "a check is running or has ended"},
	} {
		n.Code = notice.OutOfTurn
		if got := NoticeText(n); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
