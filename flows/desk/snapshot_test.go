package desk

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/presence"
	"dossier/personr"
)

func TestProgressIsToldTenTimesASecondAndIdleIsSilent(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		const seconds = 4
		more := make(chan struct{})
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			for i := range int64(seconds * 1000) { // a word every millisecond
				d.Progress(i, seconds*1000)
				time.Sleep(time.Millisecond)
			}
			d.Progress(seconds*1000, seconds*1000)
			<-more
			return w.service.releaseUpload(ctx, d, good)
		})
		d := w.open("a")
		defer d.Close()
		w.until(d, "greeted", func(s Snapshot) bool { return s.ApplicantFetched })
		time.Sleep(presence.Interval - seconds*time.Second - 2*time.Second) // between two signs of life
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		w.untilState(d, selfie, flows.Sending)
		ticks := d.Subscribe()
		n, last := 0, int64(0)
		for end := time.After(seconds*time.Second + time.Second); end != nil; {
			select {
			case <-ticks:
				n++
				last = d.Snapshot().Sends[1].Sent
			case <-end:
				end = nil
			}
		}
		if n < seconds*9 || n > seconds*10+3 {
			t.Errorf("%d words in %d s", n, seconds)
		}
		if last != seconds*1000 {
			t.Errorf("the last word said %d", last)
		}
		d.Unsubscribe(ticks)
		close(more)
		w.untilState(d, selfie, flows.Accepted)
		time.Sleep(3 * time.Second)
		if n := len(d.Snapshot().Sends); n != 0 {
			t.Errorf("%d sends are shown after the end", n)
		}
		quiet := d.Subscribe()
		<-quiet // the first tick is for the watcher itself
		select {
		case <-quiet:
			t.Error("an idle desk woke its watcher")
		case <-time.After(time.Minute):
		}
		d.Unsubscribe(quiet)
	})
}

func TestNoticesGrowAndARepeatedRefusalIsSaidAgain(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		d := w.open("a")
		defer d.Close()
		for range maxNotices + 5 {
			d.TakeBack()
		}
		s := w.until(d, "the last", func(s Snapshot) bool {
			return len(s.Notices) > 0 && s.Notices[len(s.Notices)-1].ID == maxNotices+5
		})
		if len(s.Notices) != maxNotices || s.Notices[0].ID != 6 {
			t.Fatalf("%d notices from %d", len(s.Notices), s.Notices[0].ID)
		}
	})
}

func TestRawIsForReadingOnlyAndNeverRecorded(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		w.service.upload.set(func(ctx context.Context, _ int, d personr.Document) personr.UploadOutcome {
			return w.service.releaseUpload(ctx, d, remarked("", `{"code":"badSelfie"}`))
		})
		d := w.open("a")
		defer d.Close()
		w.plan(d)
		w.do(d, w.file(selfie, "selfie"))
		s := w.untilState(d, selfie, flows.Accepted)
		if !strings.Contains(foreign.Reveal(s.RawAnswers[1]), "badSelfie") {
			t.Fatal("the answer is not there to be read")
		}
		if l, _ := s.Journey.Line(selfie); len(l.Open) != 1 || !l.Open[0].Is("badSelfie") {
			t.Fatalf("%v", l.Open)
		}
	})
}

// TestEveryCauseIsMapped reads the client's constants from its source, so that
// a new one cannot be forgotten here.
func TestEveryCauseIsMapped(t *testing.T) {
	found := 0
	for name, value := range clientCauses(t) {
		found++
		if mapped, ok := domainCauses[personr.Cause(value)]; !ok || mapped == "" {
			t.Errorf("personr.%s has no cause in the journal", name)
		}
	}
	if found < 20 || found != len(domainCauses)-1 {
		t.Errorf("%d causes at the client, %d mapped", found, len(domainCauses)-1)
	}
}

func clientCauses(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("../../personr/*.go")
	if err != nil {
		t.Fatal(err)
	}
	list := map[string]string{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
				kind, _ := spec.Type.(*ast.Ident)
				literal, _ := spec.Values[0].(*ast.BasicLit)
				if kind != nil && kind.Name == "Cause" && literal != nil {
					list[spec.Names[0].Name], _ = strconv.Unquote(literal.Value)
				}
			}
			return true
		})
	}
	return list
}

func TestFactsOfOutcomes(t *testing.T) {
	eventOf := func(o personr.UploadOutcome, refused error) flows.Event {
		done := uploadDone{1, &activeSend{releaseErr: refused}, o}
		return uploadEvent(flows.NewJourney(key), done, func() float64 { return 0 })
	}
	for _, c := range []struct {
		name    string
		o       personr.UploadOutcome
		refused error
		want    flows.Event
	}{
		{"the journal failed at the last byte", personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.ReleaseRefused, Begun: true}}, ErrNotRecorded,
			flows.NotSent{Attempt: 1, Cause: flows.CauseJournal, Transfer: flows.TransferPart}},
		{"the journal failed in the hold", personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.ReleaseRefused}}, ErrNotRecorded,
			flows.NotSent{Attempt: 1, Cause: flows.CauseJournal, Transfer: flows.TransferNone}},
		{"no longer wanted at the last byte", personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.ReleaseRefused, Begun: true}}, flows.ErrOutOfTurn,
			flows.NotSent{Attempt: 1, Cause: flows.CauseCancelled, Transfer: flows.TransferPart}},
		{"no longer wanted in the hold", personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.ReleaseRefused}}, errNoLongerWanted,
			flows.NotSent{Attempt: 1, Cause: flows.CauseCancelled, Transfer: flows.TransferNone}},
		{"another applicant's at the last byte", personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.ReleaseRefused, Begun: true}}, ErrOtherApplicant,
			flows.NotSent{Attempt: 1, Cause: flows.CauseForOther, Transfer: flows.TransferPart}},
		{"another applicant's, and cancelled meanwhile", personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.Cancelled, Begun: true}}, ErrOtherApplicant,
			flows.NotSent{Attempt: 1, Cause: flows.CauseForOther, Transfer: flows.TransferPart}},
		{"taken over in the hold", personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.ReleaseRefused}}, flows.ErrNotHolder,
			flows.NotSent{Attempt: 1, Cause: flows.CauseTakenOver, Transfer: flows.TransferNone}},
		{"a damaged dossier at the last byte", personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: personr.ReleaseRefused, Begun: true}}, flows.ErrDamaged,
			flows.NotSent{Attempt: 1, Cause: flows.CauseJournal, Transfer: flows.TransferPart}},
		{"408 after the last byte", personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.Ambiguous, Cause: personr.RequestTimeout, Status: 408, Ray: "r"}}, nil,
			flows.AnswerLost{Attempt: 1, Cause: flows.CauseNoAnswer, Status: 408, Ray: "r"}},
		{"nobody waited after the last byte", personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.Ambiguous, Cause: personr.Cancelled, Released: true}}, nil,
			flows.AnswerLost{Attempt: 1, Cause: flows.CauseSessionGone}},
	} {
		if got := eventOf(c.o, c.refused); got != c.want {
			t.Errorf("%s: %+v", c.name, got)
		}
	}
	for _, c := range []struct {
		o    personr.UploadOutcome
		kind flows.AnswerKind
	}{
		{personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.Answered}}, flows.AnswerAccepted},
		{personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.Refused, Cause: personr.Unauthorized}}, flows.AnswerFailed},
		{personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.Refused, Cause: personr.Forbidden}}, flows.AnswerFailed},
		{personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.Refused, Cause: personr.Throttled}}, flows.AnswerThrottled},
		{personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.Refused, Cause: personr.TooLarge}}, flows.AnswerRefused},
		{personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.Ambiguous, Cause: personr.EchoMismatch}, Mismatch: true}, flows.AnswerMismatch},
	} {
		if got, ok := eventOf(c.o, nil).(flows.Answered); !ok || got.Kind != c.kind {
			t.Errorf("%s: %+v, want %s", c.o, got, c.kind)
		}
	}
}
