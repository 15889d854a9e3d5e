//go:build linux || darwin

package desk_test

import (
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
	"dossier/tui/steps/review"
	"dossier/tui/theme"
)

// words is everything that a person can read about a slot: the checklist with
// its explanation, what Enter asks, the answer as the service worded it, and
// the notices.
func (r *run) words(slot flows.Slot) string {
	s := r.desk.Snapshot()
	f := steps.Frame{
		Width: 70, Height: 60, Theme: theme.New(true), Keys: keys.Default(), Open: true, ApplicantFetched: true,
		Journey: s.Journey, Session: s.Session, Now: r.clock.Now(), RawAnswers: s.RawAnswers,
	}
	step, _ := review.New(steps.Deps{}, f, steps.Place{Stage: flows.StageReview, Slot: slot})
	body := step.View(f)
	parts := []string{ansi.Strip(body.Text), ansi.Strip(body.Status)}
	for _, press := range []tea.KeyPressMsg{{Code: tea.KeyEnter}, {Code: 'j', Text: "j"}} {
		_, _, action := step.Update(press, f)
		parts = append(parts, textOf(action)...)
	}
	for _, n := range s.Notices {
		parts = append(parts, assets.NoticeText(n))
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// textOf is what an action puts on the screen.
func textOf(action steps.Action) []string {
	switch a := action.(type) {
	case steps.Ask:
		list := append([]string{a.Dialog.Title}, a.Dialog.Text...)
		for _, c := range a.Dialog.Choices {
			list = append(list, "("+c.Label+")")
		}
		return list
	case steps.Show:
		list := []string{a.Title}
		for _, l := range a.Lines {
			list = append(list, l.String())
		}
		return list
	}
	return nil
}

func (r *run) read(slot flows.Slot, want ...string) {
	r.Helper()
	words := r.words(slot)
	for _, w := range want {
		if !strings.Contains(words, w) {
			r.Errorf("the operator does not read %q but: %s", w, words)
		}
	}
}

// audit ends the desk and the service and holds the journal against what
// arrived: the promise of this program.
func (r *run) audit() {
	r.Helper()
	r.desk.Close()
	r.service.close()
	j, err := flows.Fold(r.key, r.entries())
	if err != nil {
		r.Fatal(err)
	}
	released, maybe := 0, 0
	for _, a := range j.Attempts() {
		if !a.ReleasedAt.IsZero() {
			released++
		}
		if a.MayBeReceived() {
			maybe++
		}
	}
	seen := r.service.seen()
	if seen.kept() > j.Consents() || seen.kept() > maybe || seen.complete > released || seen.uploads > len(j.Attempts()) {
		r.Errorf("the service saw %+v; the journal has %d consents, %d attempts, %d released, %d that may have arrived: %s",
			seen, j.Consents(), len(j.Attempts()), released, maybe, r.events())
	}
	if seen.unexpected > 0 {
		r.Errorf("%d of %d uploads came before their hold had ended", seen.unexpected, seen.uploads)
	}
	if seen.reused > 0 || seen.lasting > 0 {
		r.Errorf("a connection was used twice, or was to last: %+v", seen)
	}
}

// expect compares the slot with the row.
func (r *run) expect(slot flows.Slot) {
	r.Helper()
	l := r.line(slot)
	cause := l.Cause
	switch l.State {
	case flows.Unclear:
		cause = l.Attempt.Cause
	case flows.Accepted:
		cause = "" // what the attempts before met is in the journal
	}
	if l.State != r.c.state || cause != r.c.cause {
		r.Errorf("%s (%s), want %s (%s)", l.State, cause, r.c.state, r.c.cause)
	}
	if got := len(r.desk.Snapshot().Journey.Attempts()); got != r.c.attempts {
		r.Errorf("%d attempts, want %d: %s", got, r.c.attempts, r.events())
	}
	if seen := r.service.seen(); seen.kept() != r.c.kept {
		r.Errorf("the service may have kept %d pictures, want %d: %+v", seen.kept(), r.c.kept, seen)
	}
	r.waits()
}

// waits checks the pauses before automatic attempts, as journaled.
func (r *run) waits() {
	r.Helper()
	var got []time.Duration
	for _, e := range r.entries() {
		switch e := e.Event.(type) {
		case flows.NotSent:
			got = append(got, e.RetryAfter)
		case flows.Answered:
			got = append(got, e.RetryAfter)
		}
	}
	for i, want := range r.c.waits {
		if i >= len(got) || got[i] < want[0] || got[i] > want[1] {
			r.Errorf("pauses %v, want %v", got, r.c.waits)
			return
		}
	}
}

// play is the script of most rows: one picture is chosen, and what the row
// says must come of it.
func (r *run) play() {
	r.open(r.c.journal)
	r.choose(selfie)
	r.settle(selfie, r.c.state)
	if r.c.sized {
		r.read(selfie, steps.FormatBytes(int64(r.size)))
	}
	r.finish(selfie)
}
