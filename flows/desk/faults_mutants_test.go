//go:build linux || darwin

package desk_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var mutants = flag.Int("mutants", 2, "how many rules TestMutants breaks, spread over the tables; 1000 for all and for a control")

// mutant breaks the rule that carries one row of the failure table. old occurs
// in the file exactly once.
type mutant struct {
	row            int
	file, old, new string
}

// holdMutant is a mutant that another suite than the row's plays may have to notice.
type holdMutant struct {
	mutant
	folder, tests string // empty: the row's plays
}

const (
	holdFile     = "personr/gate_hold.go"
	rulesFile    = "personr/response_rules.go"
	exchangeFile = "personr/exchange.go"
	retryFile    = "flows/retry.go"
)

// mutantTable has one entry for each row, in their order.
var mutantTable = []mutant{
	{1, retryFile, `CauseNoConnection: {Tries: 4,`, `CauseNoConnection: {Tries: 5,`},
	{2, exchangeFile, `TLSHandshakeTimeout:    c.timeouts.TLS,`, `TLSHandshakeTimeout:    0,`},
	{3, "personr/client.go", `&tls.Config{MinVersion: tls.VersionTLS12,`, `&tls.Config{InsecureSkipVerify: true,`},
	{4, exchangeFile, `if answer.StatusCode == http.StatusOK {`, `if answer.StatusCode > 0 {`},
	{5, retryFile, `CauseInterrupted:  {Tries: 2,`, `CauseInterrupted:  {Tries: 3,`},
	{6, "flows/desk/recorder.go", `return r.resolveUnknownAppend(entry, out.Err)`, `return nil`},
	{7, rulesFile, `hasMessage, BadRequest, Refused, Refused}`, `hasMessage, BadRequest, NotSent, Refused}`},
	{8, rulesFile, `return Ambiguous, NoAnswer`, `return NotSent, Interrupted`},
	{9, rulesFile, `hasMessage, BadRequest, Refused, Refused}`, `hasMessage, BadRequest, Refused, Ambiguous}`},
	{10, rulesFile, `NotAccepted, Refused, Refused}`, `NotAccepted, Refused, Ambiguous}`},
	{11, "personr/rate_limiter.go", `case Unauthorized, Forbidden, TLSUntrusted,`, `case Forbidden, TLSUntrusted,`},
	{12, rulesFile, `case s.challenge:`, `case false:`},
	{13, rulesFile, `RequestTimeout, NotSent, Ambiguous}`, `RequestTimeout, NotSent, NotSent}`},
	{14, rulesFile, `Conflict, NotSent, Ambiguous}`, `Conflict, NotSent, Refused}`},
	{15, rulesFile, `{[]int{413}, nil, TooLarge,`, `{[]int{413}, nil, Throttled,`},
	{16, "personr/rate_limiter.go", `case r.running > 0 && r.now().Before(r.serialUntil):`, `case false:`},
	{17, "personr/headers.go", `if wait > maxRetryAfter {`, `if false {`},
	{18, rulesFile, `ServerError, NotSent, Ambiguous}`, `ServerError, NotSent, NotSent}`},
	{19, rulesFile, `524}, nil, GatewayError, NotSent, Ambiguous}`, `524}, nil, GatewayError, NotSent, NotSent}`},
	{20, rulesFile, `{ return s.unreached }`, `{ return true }`},
	{21, rulesFile, `return Answered, ""`, `return Ambiguous, UnknownAnswer`},
	{22, "flows/desk/outcome.go", `Warnings: remarksFromJSON(o.Warnings)`, `Warnings: nil`},
	{23, "flows/answer.go", `if len(v.Errors) > 0 {`, `if false {`},
	{24, "personr/document_upload.go", `if !f.hasForm(names...) || !hasErrors || !hasWarnings {`, `if false && (hasErrors || hasWarnings) {`},
	{25, "personr/echo.go", `ok && applicant != d.ApplicantID`, `ok && applicant == ""`},
	{26, exchangeFile, `transport.RoundTrip(request)`, `(&http.Client{Transport: transport}).Do(request)`},
	{27, "personr/answer_body.go", `time.AfterFunc(c.timeouts.Body,`, `time.AfterFunc(time.Hour,`},
	{28, "personr/answer_body.go", `case "gzip", "x-gzip":`, `case "x-gzip":`},
	{29, exchangeFile, `w.interim.Add(1) > maxInterim`, `w.interim.Add(1) > 1000`},
	{30, "flows/send.go", "if !ok || s.state != Sending {\n\t\treturn outOfTurnErrorf(\"it was sent", "if !ok {\n\t\treturn outOfTurnErrorf(\"it was sent"},
	{31, "flows/desk/pending.go", `if errors.Is(r.appendEvent(first.id, first.event), ErrNotRecorded) {`, `if err := r.appendEvent(first.id, first.event); false && errors.Is(err, ErrNotRecorded) {`},
	{32, "flows/opening.go", `s.state = Unclear`, `s.state = Failed`},
	{33, exchangeFile, `DisableKeepAlives:      true,`, `DisableKeepAlives:      false,`},
	{34, "flows/desk/upload.go", `min(s.takeBackUntil.Sub(d.cfg.Now()), d.cfg.TakeBackDelay)`, `s.takeBackUntil.Sub(d.cfg.Now())`},
}

// holdMutants let bytes of a picture leave before its hold has ended, or although it was
// called back in the hold, each in another place.
var holdMutants = []holdMutant{
	{mutant: mutant{30, "flows/desk/upload.go", `document.Hold = min(`, `document.Hold = 0 * min(`}},
	{mutant: mutant{30, holdFile, `late := g.hold.wait(g.ctx)`, `late := g.ctx.Err()`}},
	{mutant{30, "flows/desk/release.go", `d.guardOtherApplicant(a.Picture.SHA256, a.Picture.Overrides); err != nil {`, `d.guardOtherApplicant(a.Picture.SHA256, a.Picture.Overrides); false {`},
		".", "^TestAPictureChosenForTwoApplicantsLeavesForOne$"},
	{mutant{30, holdFile, `g.hold.begin(g.ctx); err != nil {`, `g.hold.begin(g.ctx); false {`}, "../../personr", "^TestNothingLeavesDuringTheHold$"},
	{mutant{30, holdFile, `cause := g.checkAdmission(); cause != "" {`, `cause := g.checkAdmission(); false {`}, "../../personr", "^TestAPauseInTheHoldKeepsEverythingBack$"},
	{mutant{30, exchangeFile, `WroteHeaders:         w.holdHeaders,`, ``}, "../../personr", "^TestNothingLeavesDuringTheHold$"},
	{mutant{30, exchangeFile, `headerBufferBytes = 32 << 10`, `headerBufferBytes = 2 << 10`}, "../../personr", "^TestNothingLeavesDuringTheHold$"},
	{mutant{30, exchangeFile, `answer.lostIdle = !answer.begun && `, `answer.lostIdle = `}, "../../personr", "^TestARequestThatBeganIsNeverReplaced$"},
}

// allMutants are the mutants of both tables.
func allMutants() []holdMutant {
	var all []holdMutant
	for _, m := range mutantTable {
		all = append(all, holdMutant{mutant: m})
	}
	return append(all, holdMutants...)
}

// TestMutants breaks the rule of a row in a copy of its file and wants
// TestFaults, or the suite named with it, to notice. The program itself has no switch for
// that.
func TestMutants(t *testing.T) {
	if len(mutantTable) != 34 {
		t.Fatalf("%d mutants for 34 rows", len(mutantTable))
	}
	for i, m := range mutantTable {
		if m.row != i+1 {
			t.Errorf("mutant %d is about row %d", i+1, m.row)
		}
	}
	all := allMutants()
	for _, m := range all {
		m.text(t) // the whole tables must stay true, however few are run
	}
	if testing.Short() {
		t.Skip("builds the package again for each mutant")
	}
	if _, err := exec.LookPath("go"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("no go command")
		}
		t.Skip("no go command to build mutants with")
	}
	n := min(max(*mutants, 0), len(all))
	slots := make(chan bool, 2)
	var running sync.WaitGroup
	for i := range n {
		m := all[(2*i+1)*len(all)/(2*n)]
		running.Go(func() {
			slots <- true
			defer func() { <-slots }()
			t.Run(fmt.Sprintf("row-%02d", m.row), m.mustBeCaught)
		})
	}
	running.Wait()
	if n == len(all) {
		t.Run("unbroken", unbroken)
	}
}

// text is the file with the rule broken.
func (m mutant) text(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", m.file))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), m.old); n != 1 {
		t.Errorf("row %d: %q occurs %d times in %s, not once: bring the table up to date", m.row, m.old, n, m.file)
	}
	return strings.Replace(string(text), m.old, m.new, 1)
}

func (m holdMutant) mustBeCaught(t *testing.T) {
	began := time.Now()
	copied := filepath.Join(t.TempDir(), "mutant.go")
	if err := os.WriteFile(copied, []byte(m.text(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	original, err := filepath.Abs(filepath.Join("..", "..", m.file))
	if err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {original: copied}})
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := m.play(t, list)
	_, reason, caught := strings.Cut(out, m.wanted())
	if err == nil || !caught {
		t.Errorf("a broken rule of row %d, %q, is not caught: %v\n%s", m.row, m.old, err, out)
		return
	}
	lines := strings.SplitN(reason, "\n", 3)
	t.Logf("caught after %s: %.160s %.300s", time.Since(began).Round(100*time.Millisecond), lines[0], strings.TrimSpace(lines[1]))
}

// wanted is the beginning of the line by which the mutant is caught.
func (m holdMutant) wanted() string {
	if m.tests != "" {
		return "--- FAIL: Test"
	}
	return fmt.Sprintf("--- FAIL: TestFaults/row-%02d/", m.row)
}

func (m holdMutant) play(t *testing.T, overlay string) (string, error) {
	if m.tests != "" {
		return testWith(t, overlay, "-run", m.tests, m.folder)
	}
	return playWith(t, fmt.Sprintf("row-%02d", m.row), overlay)
}

// playWith plays the rows that match, with the files that an overlay replaces.
func playWith(t *testing.T, rows, overlay string) (string, error) {
	return testWith(t, overlay, "-run", "^TestFaults$/^"+rows+"$/^200KB$", ".", "-fault-patience", "8s")
}

func testWith(t *testing.T, overlay string, arguments ...string) (string, error) {
	args := slices.Concat([]string{"test", "-vet=off", "-count=1", "-timeout=3m", "-overlay", overlay}, arguments)
	out, err := exec.CommandContext(t.Context(), "go", args...).CombinedOutput()
	return string(out), err
}

// unbroken is the control: the same plays and suites with nothing replaced find nothing.
func unbroken(t *testing.T) {
	list := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(list, []byte(`{"Replace":{}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := playWith(t, "row-..", list); err != nil {
		t.Errorf("something is caught although nothing is broken: %v\n%s", err, out)
	}
	for _, m := range holdMutants {
		if out, err := m.play(t, list); err != nil {
			t.Errorf("something is caught although nothing is broken: %v\n%s", err, out)
		}
	}
}
