package desk

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dossier/flows/foreign"
	"dossier/personr"
)

// arrival is a picture whose last byte left.
type arrival struct {
	file string
	hash [32]byte
	at   time.Time
}

// hook is a part of the script; tests change it while desks run.
type hook[F any] struct{ f atomic.Pointer[F] }

func (h *hook[F]) set(f F) { h.f.Store(&f) }
func (h *hook[F]) unset()  { h.f.Store(nil) }

func (h *hook[F]) get() (f F, ok bool) {
	if p := h.f.Load(); p != nil {
		return *p, true
	}
	return f, false
}

// fakeService has the client's rules and a script for what happens. upload and
// check are told how often they were called before; nil means a good answer at
// once.
type fakeService struct {
	upload  hook[func(ctx context.Context, n int, d personr.Document) personr.UploadOutcome]
	check   hook[func(ctx context.Context, n int, release func(context.Context) error) personr.Outcome]
	status  hook[func(ctx context.Context, n int) (personr.Status, error)]
	details hook[func(ctx context.Context) (personr.Details, error)]

	mu       sync.Mutex
	calls    map[string]int
	busy     []string // files of requests under way
	arrived  []arrival
	statuses []time.Time
}

func (f *fakeService) next(call string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.calls == nil {
		f.calls = map[string]int{}
	}
	f.calls[call]++
	return f.calls[call] - 1
}

func (f *fakeService) called(call string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[call]
}

func (f *fakeService) arrivals() []arrival {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.arrived)
}

func (f *fakeService) underWay() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Sorted(slices.Values(f.busy))
}

func (f *fakeService) UploadDocument(ctx context.Context, d personr.Document) personr.UploadOutcome {
	n := f.next("upload")
	f.mu.Lock()
	f.busy = append(f.busy, d.FileName)
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		i := slices.Index(f.busy, d.FileName)
		f.busy = slices.Delete(f.busy, i, i+1)
	}()
	if script, ok := f.upload.get(); ok {
		return script(ctx, n, d)
	}
	return f.releaseUpload(ctx, d, good)
}

// releaseUpload is the client's gate: the hold, the first byte, release, then the last
// byte, then what answers.
func (f *fakeService) releaseUpload(ctx context.Context, d personr.Document, answer func(context.Context, personr.Document) personr.UploadOutcome) personr.UploadOutcome {
	if o, begun := f.beginUpload(ctx, d); !begun {
		return o
	}
	err := d.Release(ctx)
	switch {
	case ctx.Err() != nil:
		return unsent(personr.Cancelled, true)
	case err != nil:
		return unsent(personr.ReleaseRefused, true)
	}
	f.mu.Lock()
	f.arrived = append(f.arrived, arrival{d.FileName, d.SHA256, time.Now()})
	f.mu.Unlock()
	o := answer(ctx, d)
	o.Begun, o.Released = true, true
	return o
}

// beginUpload waits for the end of the hold and asks whether the first byte may be sent.
func (f *fakeService) beginUpload(ctx context.Context, d personr.Document) (o personr.UploadOutcome, begun bool) {
	if sleepContext(ctx, d.Hold) != nil {
		return unsent(personr.Cancelled, false), false
	}
	err := d.Begin(ctx)
	switch {
	case ctx.Err() != nil:
		return unsent(personr.Cancelled, false), false
	case err != nil:
		return unsent(personr.ReleaseRefused, false), false
	}
	return o, true
}

func unsent(cause personr.Cause, begun bool) personr.UploadOutcome {
	return personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.NotSent, Cause: cause, Begun: begun}}
}

// good is the documented answer.
func good(_ context.Context, d personr.Document) personr.UploadOutcome {
	return personr.UploadOutcome{
		Outcome: personr.Outcome{Verdict: personr.Answered, Status: 200}, Errors: []json.RawMessage{}, Warnings: []json.RawMessage{},
		Echo: personr.Echo{ApplicantID: foreign.Untrusted(d.ApplicantID), DocumentType: foreign.Untrusted(d.DocType)},
	}
}

// silent waits for an answer that never comes.
func silent(ctx context.Context, _ personr.Document) personr.UploadOutcome {
	<-ctx.Done()
	return personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.Ambiguous, Cause: personr.NoAnswer}}
}

// once answers when told.
func once(ch <-chan struct{}) func(context.Context, personr.Document) personr.UploadOutcome {
	return func(ctx context.Context, d personr.Document) personr.UploadOutcome {
		select {
		case <-ch:
			return good(ctx, d)
		case <-ctx.Done():
			return personr.UploadOutcome{Outcome: personr.Outcome{Verdict: personr.Ambiguous, Cause: personr.NoAnswer}}
		}
	}
}

func remarked(errs, warnings string) func(context.Context, personr.Document) personr.UploadOutcome {
	return func(ctx context.Context, d personr.Document) personr.UploadOutcome {
		o := good(ctx, d)
		if errs != "" {
			o.Errors = []json.RawMessage{json.RawMessage(errs)}
		}
		if warnings != "" {
			o.Warnings = []json.RawMessage{json.RawMessage(warnings)}
		}
		return o
	}
}

func (f *fakeService) RequestCheck(ctx context.Context, _ string, release func(context.Context) error) personr.Outcome {
	n := f.next("check")
	if script, ok := f.check.get(); ok {
		return script(ctx, n, release)
	}
	return f.releaseCheck(ctx, release, personr.Outcome{Verdict: personr.Answered, Status: 200})
}

func (f *fakeService) releaseCheck(ctx context.Context, release func(context.Context) error, o personr.Outcome) personr.Outcome {
	err := release(ctx)
	switch {
	case ctx.Err() != nil:
		return personr.Outcome{Verdict: personr.NotSent, Cause: personr.Cancelled}
	case err != nil:
		return personr.Outcome{Verdict: personr.NotSent, Cause: personr.ReleaseRefused}
	}
	f.mu.Lock()
	f.arrived = append(f.arrived, arrival{file: "check", at: time.Now()})
	f.mu.Unlock()
	o.Released = true
	return o
}

func (f *fakeService) ApplicantStatus(ctx context.Context, _ string) (personr.Status, error) {
	n := f.next("status")
	f.mu.Lock()
	f.statuses = append(f.statuses, time.Now())
	f.mu.Unlock()
	if script, ok := f.status.get(); ok {
		return script(ctx, n)
	}
	return personr.Status{ApplicantStatus: foreign.Untrusted("init")}, nil
}

func (f *fakeService) ApplicantDetails(ctx context.Context, _ string) (personr.Details, error) {
	if script, ok := f.details.get(); ok {
		return script(ctx)
	}
	return personr.Details{}, errors.New("no such call")
}

func newStatus(status, answer string, modified int64) personr.Status {
	return personr.Status{ApplicantStatus: foreign.Untrusted(status), ReviewAnswer: foreign.Untrusted(answer), Modified: modified}
}
