package flows

import (
	"fmt"
	"slices"
	"time"

	"pgregory.net/rapid"
)

// world is a dossier, the sessions that work on it, and a service that counts
// what reaches it.
type world struct {
	*story
	t     *rapid.T
	procs []*process
	runs  int
	past  []past

	consents  map[Slot]int       // the latest consent of a slot
	consentOf map[Attempt]int    // the consent that an attempt acts on
	images    map[int]int        // pictures at the service, by consent
	startedAt map[Attempt]uint64 // the entry that began an attempt
	openedAt  uint64             // the entry of the latest Opened
	incidents []Attempt          // not resolved
	results   []StatusSeen       // what the service has concluded
	running   int                // the check that the service works on, 0 for none
	begun     int                // checks that the service has begun
	starts    map[int]int        // starts that reached the service, by check
}

type past struct {
	j       Journey
	entries int
}

// process is one run of the program.
type process struct {
	name     string
	uploads  map[Attempt]*upload
	starting Attempt // its SendStarted is being appended
	start    *start
}

// upload is one request. Once out, only the service knows whether it kept it.
type upload struct{ withheld, out, kept bool }

type start struct {
	n          int
	out, begun bool
}

func newWorld(t *rapid.T) *world {
	return &world{
		story: newStory(), t: t, consents: map[Slot]int{}, consentOf: map[Attempt]int{},
		images: map[int]int{}, startedAt: map[Attempt]uint64{}, starts: map[int]int{},
	}
}

// pick draws evenly from 0 to n-1. The numbers that rapid draws by itself are
// mostly small ones, and few stories would get as far as a check.
func (w *world) pick(n int) int {
	return int(rapid.Uint64().Draw(w.t, "pick") * 0x9E3779B97F4A7C15 >> 33 % uint64(n))
}

func (w *world) chance(n int) bool { return w.pick(n) == n-1 }

// step does one random thing, mostly by the session that holds the dossier and
// mostly what leads on.
func (w *world) step() {
	if len(w.procs) == 0 {
		w.open()
		return
	}
	p := w.procs[w.pick(len(w.procs))]
	for _, q := range w.procs {
		if q.name == w.j.Holder().Session && !w.chance(6) {
			p = q
		}
	}
	switch n := w.pick(100); {
	case n < 28:
		w.work(p)
	case n < 62:
		w.request(p)
	case n < 80:
		w.sensible(p)
	case n < 88:
		w.choice(p)
	case n < 90:
		w.now = w.now.Add(time.Duration(w.pick(400)) * time.Second)
	case n < 93:
		w.conclude()
	case n < 97:
		w.status(p)
	case n < 98:
		_ = w.post(p.name, Opened{"took over"})
	case n < 99:
		w.open()
	default:
		w.procs = slices.DeleteFunc(w.procs, func(q *process) bool { return q == p }) // a crash
	}
}

// sensible is what a person who wants to be done would do next.
func (w *world) sensible(p *process) {
	switch check := w.j.Check(); {
	case len(w.incidents) > 0:
		_ = w.post(p.name, IncidentResolved{"asked"})
	case len(w.j.CanStart()) == 0:
		_ = w.post(p.name, CheckConfirmed{check.N + 1})
	case check.State == CheckRejected:
		_ = w.post(p.name, SlotsReopened{Slots: []Slot{billing}})
	case check.State == CheckLostState:
		w.now = check.SentAt.Add(max(LostCheckPatience, w.now.Sub(check.SentAt)))
		w.decideStart(p)
	case check.State == CheckNone:
		lines := w.j.Lines()
		if len(lines) > 0 {
			w.settle(p, lines[w.pick(len(lines))])
		}
	}
}

func (w *world) settle(p *process, l Line) {
	switch l.State {
	case Accepted:
		w.readWarning(p, l.Attempt.N)
	case Unconfirmed:
		_ = w.post(p.name, Decided{l.Attempt.N, w.chance(2), "looked"})
	case Missing, Refused, Failed, Withdrawn:
		_ = w.post(p.name, w.file(l.Slot))
	}
}

// open runs the program once more. The first run hurries through the
// beginning, every other time as far as the first check.
func (w *world) open() {
	w.runs++
	p := &process{name: fmt.Sprint("run-", w.runs), uploads: map[Attempt]*upload{}}
	w.procs = append(w.procs, p)
	_ = w.post(p.name, Opened{})
	if w.runs > 1 {
		return
	}
	beginning := opened()
	if w.chance(2) {
		beginning = complete()
	}
	for _, e := range beginning[1:] {
		if s, ok := e.(SendStarted); ok {
			p.uploads[s.Attempt] = &upload{}
		}
		_ = w.post(p.name, e)
		if r, ok := e.(Released); ok {
			w.images[w.consentOf[r.Attempt]]++
		}
		if a, ok := e.(Answered); ok {
			delete(p.uploads, a.Attempt)
		}
	}
}

// remember follows what the entries say, apart from the journey.
func (w *world) remember(before Journey, e Event) {
	switch v := e.(type) {
	case Opened:
		w.openedAt = w.j.Head()
	case FileChosen:
		w.consents[v.Slot] = w.j.Consents()
		if w.j.Consents() != before.Consents()+1 {
			w.t.Fatal("a consent was not counted")
		}
	case SendStarted:
		w.consentOf[v.Attempt], w.startedAt[v.Attempt] = w.consents[v.Slot], w.j.Head()
	case Answered:
		if v.Kind == KindMismatch && !slices.Contains(w.incidents, v.Attempt) {
			w.incidents = append(w.incidents, v.Attempt)
		}
	case IncidentResolved:
		w.incidents = w.incidents[1:]
	}
}

// choice is a random wish of a person, possible or not.
func (w *world) choice(p *process) {
	slot := []Slot{front, back, billing}[w.pick(3)]
	attempt := Attempt(w.pick(len(w.j.attempts)+1) + 1)
	switch n := w.pick(32); {
	case n < 14:
		_ = w.post(p.name, w.file(slot))
	case n < 18:
		_ = w.post(p.name, Decided{attempt, w.chance(2), "looked"})
	case n < 22:
		w.readWarning(p, attempt)
	case n < 25:
		_ = w.post(p.name, CheckConfirmed{w.j.Check().N + 1})
	case n < 26:
		_ = w.post(p.name, SendCancelled{attempt, slot})
	case n < 27:
		_ = w.post(p.name, DocumentChosen{Need: "identity", Type: []DocType{IDCard, Passport}[w.pick(2)], Country: "AUS"})
	case n < 28:
		_ = w.post(p.name, FlowChosen{testFlow, []string{"", "edited"}[w.pick(2)]})
	case n < 29:
		_ = w.post(p.name, SlotsReopened{Slots: []Slot{slot}})
	case n < 30:
		w.decideStart(p)
	case n < 31:
		_ = w.post(p.name, IncidentResolved{"asked"})
	case w.chance(4):
		_ = w.post(p.name, Closed{"done"})
	}
}

func (w *world) file(slot Slot) FileChosen {
	f := choose(slot, byte(w.pick(200)))
	if l, _ := w.j.Line(slot); l.HasFile && w.chance(4) {
		f.SHA256 = l.Picture.SHA256
	}
	if w.chance(2) {
		for _, code := range []string{CodeDeclined, CodeRejected, CodeSentBefore, CodeReplace} {
			f.Overrides = append(f.Overrides, Override(code, "asked to"))
		}
	}
	return f
}

func (w *world) readWarning(p *process, n Attempt) {
	for _, code := range w.j.OpenWarnings(n) {
		_ = w.post(p.name, WarningAcknowledged{Attempt: n, Code: code})
	}
}

// work does one thing that the journey wants of a session.
func (w *world) work(p *process) {
	list := w.j.Work(p.name)
	if len(list) == 0 {
		return
	}
	switch v := list[w.pick(len(list))].(type) {
	case Begin:
		if v.NotBefore.After(w.now) {
			w.now = v.NotBefore
		}
		p.starting = Attempt(len(w.j.attempts) + 1)
		if w.post(p.name, SendStarted{p.starting, v.Slot, v.RetryOf}) == nil {
			p.uploads[p.starting] = &upload{}
		} else {
			w.t.Fatal("the work that is wanted can not begin")
		}
		p.starting = 0
	case StartCheck:
		if p.start == nil && w.j.Check().State == CheckAsked {
			p.start = &start{n: v.N}
		}
	case AskStatus:
		if w.chance(2) {
			w.conclude()
		}
		w.status(p)
	}
}

// request brings one running request of a session a step further.
func (w *world) request(p *process) {
	if p.start != nil && w.chance(2) {
		w.starting(p)
		return
	}
	running := make([]Attempt, 0, len(p.uploads))
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
		w.toTheGate(p, n, u)
	}
}

// end appends the last word on an attempt, now and then twice.
func (w *world) end(p *process, e Event) {
	delete(p.uploads, about(e))
	twice := w.chance(8)
	if w.post(p.name, e) != nil || !twice {
		return
	}
	needs := w.j.needs
	if err := w.post(p.name, e); err == nil && fmt.Sprint(needs) != fmt.Sprint(w.j.needs) {
		w.t.Fatalf("%s counted twice", Name(e))
	}
}

func (w *world) toTheGate(p *process, n Attempt, u *upload) {
	causes := []Cause{CauseNoConnection, CauseInterrupted, CauseEdge, CauseUntrusted, CauseFileChanged, CauseUnreadable}
	switch k := w.pick(12); {
	case k < 2:
		w.end(p, NotSent{Attempt: n, Cause: causes[w.pick(len(causes))], RetryAfter: 5 * time.Second})
	case k < 3:
		w.end(p, answer(n, w.unkept()))
	default:
		unknown := w.chance(10) // durable, but the append returns an error: the byte stays
		switch err := w.post(p.name, Released{n}); {
		case err != nil:
			w.end(p, NotSent{Attempt: n, Cause: CauseJournal})
		case unknown:
			u.withheld = true
		default:
			w.arrive(n, u)
		}
	}
}

// arrive is the last byte leaving: the service may keep the picture from here
// on, and may keep one for each consent at most.
func (w *world) arrive(n Attempt, u *upload) {
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

func (w *world) unkept() Kind { return []Kind{KindRefused, KindFailed, KindThrottled}[w.pick(3)] }

func (w *world) answer(p *process, n Attempt, kept bool) {
	if w.chance(5) {
		w.end(p, AnswerLost{Attempt: n, Cause: CauseNoAnswer})
		return
	}
	if !kept {
		w.end(p, answer(n, w.unkept()))
		return
	}
	a := accepted(n)
	switch w.pick(12) {
	case 0:
		a = answer(n, KindMismatch)
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
		w.t.Fatalf("%s on a released start: %v", Name(word), err)
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

// conclude ends the check that the service works on.
func (w *world) conclude() {
	if w.running == 0 {
		return
	}
	labels := []string{"LOW_QUALITY", "LOW_QUALITY", "LOW_QUALITY", "FORGERY"}[w.pick(4)]
	result := review([]string{"Rejected", "Rejected", "Rejected", "Approved"}[w.pick(4)], int64(len(w.results)+1), labels)
	w.running, w.results = 0, append(w.results, result)
}

// decideStart gives a lost start up, after a look at the status as it is: a
// result that nobody has ever seen can not be told from the next one's.
func (w *world) decideStart(p *process) {
	_ = w.post(p.name, w.word(false))
	_ = w.post(p.name, CheckDecided{w.j.Check().N, "not there"})
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
