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

	consents  map[Slot]int             // the latest consent of a slot
	consentOf map[AttemptNumber]int    // the consent that an attempt acts on
	images    map[int]int              // pictures at the service, by consent
	startedAt map[AttemptNumber]uint64 // the entry that began an attempt
	openedAt  uint64                   // the entry of the latest Opened
	incidents []AttemptNumber          // not resolved
	results   []StatusSeen             // what the service has concluded
	running   int                      // the check that the service works on, 0 for none
	begun     int                      // checks that the service has begun
	starts    map[int]int              // starts that reached the service, by check
}

type past struct {
	j       Journey
	entries int
}

// process is one run of the program.
type process struct {
	name     string
	uploads  map[AttemptNumber]*upload
	starting AttemptNumber // its SendStarted is being appended
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
		story: newStory(), t: t, consents: map[Slot]int{}, consentOf: map[AttemptNumber]int{},
		images: map[int]int{}, startedAt: map[AttemptNumber]uint64{}, starts: map[int]int{},
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
		w.actSensibly(p)
	case n < 88:
		w.choice(p)
	case n < 90:
		w.now = w.now.Add(time.Duration(w.pick(400)) * time.Second)
	case n < 93:
		w.concludeCheck()
	case n < 97:
		w.status(p)
	case n < 98:
		_ = w.post(p.name, Opened{Reason: "took over"})
	case n < 99:
		w.open()
	default:
		w.procs = slices.DeleteFunc(w.procs, func(q *process) bool { return q == p }) // a crash
	}
}

// actSensibly is what a person who wants to be done would do next.
func (w *world) actSensibly(p *process) {
	switch check := w.j.Check(); {
	case len(w.incidents) > 0:
		_ = w.post(p.name, IncidentResolved{"asked"})
	case len(w.j.StartBlockers()) == 0:
		_ = w.post(p.name, CheckConfirmed{check.Number + 1})
	case check.State == CheckRejected:
		_ = w.post(p.name, SlotsReopened{Slots: []Slot{billing}})
	case check.State == CheckUnclear:
		w.now = check.SentAt.Add(max(LostCheckDelay, w.now.Sub(check.SentAt)))
		w.decideStart(p)
	case check.State == CheckNone:
		lines := w.j.Lines()
		if len(lines) > 0 {
			w.settle(p, lines[w.pick(len(lines))])
		}
	}
}

func (w *world) settle(p *process, l SlotLine) {
	switch l.State {
	case Accepted:
		w.readWarning(p, l.Attempt.Number)
	case Unclear:
		_ = w.post(p.name, Decided{l.Attempt.Number, w.chance(2), "looked"})
	case Missing, Refused, Failed, SetAside:
		_ = w.post(p.name, w.file(l.Slot))
	}
}

// open runs the program once more. The first run hurries through the
// beginning, every other time as far as the first check.
func (w *world) open() {
	w.runs++
	p := &process{name: fmt.Sprint("run-", w.runs), uploads: map[AttemptNumber]*upload{}}
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
		if v.Kind == AnswerMismatch && !slices.Contains(w.incidents, v.Attempt) {
			w.incidents = append(w.incidents, v.Attempt)
		}
	case IncidentResolved:
		w.incidents = w.incidents[1:]
	}
}

// choice is a random wish of a person, possible or not.
func (w *world) choice(p *process) {
	slot := []Slot{front, back, billing}[w.pick(3)]
	attempt := AttemptNumber(w.pick(len(w.j.attempts)+1) + 1)
	switch n := w.pick(32); {
	case n < 14:
		_ = w.post(p.name, w.file(slot))
	case n < 18:
		_ = w.post(p.name, Decided{attempt, w.chance(2), "looked"})
	case n < 22:
		w.readWarning(p, attempt)
	case n < 25:
		_ = w.post(p.name, CheckConfirmed{w.j.Check().Number + 1})
	case n < 26:
		_ = w.post(p.name, SendCancelled{Attempt: attempt, Slot: slot})
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
			f.Overrides = append(f.Overrides, FormatOverride(code, "asked to"))
		}
	}
	return f
}

func (w *world) readWarning(p *process, n AttemptNumber) {
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
	case BeginSend:
		if v.NotBefore.After(w.now) {
			w.now = v.NotBefore
		}
		p.starting = AttemptNumber(len(w.j.attempts) + 1)
		if w.post(p.name, SendStarted{p.starting, v.Slot, v.RetryOf}) == nil {
			p.uploads[p.starting] = &upload{}
		} else {
			w.t.Fatal("the work that is wanted cannot begin")
		}
		p.starting = 0
	case StartCheck:
		if p.start == nil && w.j.Check().State == CheckAsked {
			p.start = &start{n: v.N}
		}
	case PollStatus:
		if w.chance(2) {
			w.concludeCheck()
		}
		w.status(p)
	}
}
