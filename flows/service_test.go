package flows

import (
	"fmt"
	"slices"
	"time"
)

// request brings one running request of a session a step further.
func (w *world) request(p *process) {
	if p.start != nil && w.chance(2) {
		w.starting(p)
		return
	}
	running := make([]AttemptNumber, 0, len(p.uploads))
	for n := range p.uploads {
		running = append(running, n)
	}
	slices.Sort(running)
	if len(running) == 0 {
		return
	}
	n := running[w.pick(len(running))]
	u := p.uploads[n]
	wanted := slices.Contains(w.j.Work(p.name), Work(Upload{n}))
	switch {
	case u.out:
		w.answer(p, n, u.kept)
	case u.withheld:
		w.end(p, NotSent{Attempt: n, Cause: CauseJournal})
	case !wanted && w.chance(2):
		w.end(p, NotSent{Attempt: n, Cause: CauseCancelled})
	default:
		w.uploadToRelease(p, n, u)
	}
}

// end appends the last word on an attempt, now and then twice.
func (w *world) end(p *process, e Event) {
	delete(p.uploads, attemptOfEvent(e))
	twice := w.chance(8)
	if w.post(p.name, e) != nil || !twice {
		return
	}
	needs := w.j.needs
	if err := w.post(p.name, e); err == nil && fmt.Sprint(needs) != fmt.Sprint(w.j.needs) {
		w.t.Fatalf("%s counted twice", EventName(e))
	}
}

func (w *world) uploadToRelease(p *process, n AttemptNumber, u *upload) {
	causes := []Cause{CauseNoConnection, CauseInterrupted, CauseEdge, CauseUntrusted, CauseFileChanged, CauseUnreadable}
	switch k := w.pick(12); {
	case k < 2:
		w.end(p, NotSent{Attempt: n, Cause: causes[w.pick(len(causes))], RetryAfter: 5 * time.Second})
	case k < 3:
		w.end(p, answer(n, w.refusingKind()))
	default:
		unknown := w.chance(10) // durable, but the append returns an error: the byte stays
		switch err := w.post(p.name, Released{n}); {
		case err != nil:
			w.end(p, NotSent{Attempt: n, Cause: CauseJournal})
		case unknown:
			u.withheld = true
		default:
			w.receiveUpload(n, u)
		}
	}
}

// receiveUpload is the last byte leaving: the service may keep the picture from here
// on, and may keep one for each consent at most.
func (w *world) receiveUpload(n AttemptNumber, u *upload) {
	u.out, u.kept = true, !w.chance(4)
	if !u.kept {
		return
	}
	w.images[w.consentOf[n]]++
	if w.images[w.consentOf[n]] > 1 {
		w.t.Fatalf("attempt %d: two pictures arrived on one consent", n)
	}
	if len(w.images) > w.j.Consents() {
		w.t.Fatal("more pictures than consents")
	}
}

func (w *world) refusingKind() AnswerKind {
	return []AnswerKind{AnswerRefused, AnswerFailed, AnswerThrottled}[w.pick(3)]
}

func (w *world) answer(p *process, n AttemptNumber, kept bool) {
	if w.chance(5) {
		w.end(p, AnswerLost{Attempt: n, Cause: CauseNoAnswer})
		return
	}
	if !kept {
		w.end(p, answer(n, w.refusingKind()))
		return
	}
	a := accepted(n)
	switch w.pick(12) {
	case 0:
		a = answer(n, AnswerMismatch)
	case 1, 2:
		a.Errors = remark("dataNotReadable")
	case 3, 4:
		a.Warnings = remark("badExposure")
	}
	w.end(p, a)
}

// starting brings the start of a check a step further.
func (w *world) starting(p *process) {
	s := p.start
	if !s.out {
		if w.chance(6) || w.post(p.name, CheckReleased{s.n}) != nil {
			_ = w.post(p.name, CheckNotSent{N: s.n, Cause: CauseNoConnection})
			p.start = nil
			return
		}
		w.reachStart(s)
		return
	}
	p.start = nil
	var word Event = CheckAnswered{N: s.n, Started: s.begun}
	if w.chance(3) {
		word = CheckLost{N: s.n, Cause: CauseNoAnswer}
	}
	if err := w.post(p.name, word); err != nil {
		w.t.Fatalf("%s on a released start: %v", EventName(word), err)
	}
}

func (w *world) reachStart(s *start) {
	s.out = true
	if w.starts[s.n]++; w.starts[s.n] > 1 {
		w.t.Fatalf("check %d was started twice", s.n)
	}
	if w.running == 0 && !w.chance(4) {
		s.begun, w.running = true, s.n
		w.begun++
	}
}

// concludeCheck ends the check that the service works on.
func (w *world) concludeCheck() {
	if w.running == 0 {
		return
	}
	labels := []string{"LOW_QUALITY", "LOW_QUALITY", "LOW_QUALITY", "FORGERY"}[w.pick(4)]
	result := review([]string{"Rejected", "Rejected", "Rejected", "Approved"}[w.pick(4)], int64(len(w.results)+1), labels)
	w.running, w.results = 0, append(w.results, result)
}

// decideStart gives a lost start up, after a look at the status as it is: a
// result that nobody has seen cannot be told from the next one's.
func (w *world) decideStart(p *process) {
	_ = w.post(p.name, w.word(false))
	_ = w.post(p.name, CheckDecided{w.j.Check().Number, "not there"})
}

// status reports the service's word, now and then an old one.
func (w *world) status(p *process) { _ = w.post(p.name, w.word(w.chance(3))) }

func (w *world) word(stale bool) StatusSeen {
	switch n := len(w.results); {
	case w.running > 0 && !stale:
		return pending
	case n > 0:
		return w.results[n-1]
	}
	return status("Created")
}
