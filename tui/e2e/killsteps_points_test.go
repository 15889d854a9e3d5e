package e2e

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/journal"
	"dossier/personr"
)

// temper is how the service of a run behaves.
type temper string

const (
	answers temper = "answers" // well, with a warning about the selfie
	loses   temper = "loses"   // takes every request and resets the connection instead of answering
	refuses temper = "refuses" // finds faults, is too small, answers 502, and refuses the first start
)

// failPoint is a place at which the program is killed: the Nth time it gets there.
type failPoint struct {
	At  string
	Nth int
	in  []temper // nil: every one gets there
}

func (p failPoint) String() string { return fmt.Sprintf("%s #%d", p.At, p.Nth) }

func (p failPoint) reachedIn(s temper) bool { return p.in == nil || slices.Contains(p.in, s) }

// The places of a request, next to "before append X" and "after append X".
const (
	atUpload       = "before the request of a picture"
	atHoldOver     = "hold of a picture over, first byte held"
	atFirstByte    = "before the first byte of a picture"
	atMiddle       = "in the middle of a picture"
	atHeld         = "last byte of a picture held"
	atReleased     = "picture released, last byte held"
	atArrived      = "picture arrived, not answered" // the service kills
	atAnswered     = "answer to a picture read, not recorded"
	atStart        = "before the request to start"
	atStartHeld    = "last byte of the start held"
	atStartOpen    = "start released, last byte held"
	atStartArrived = "start arrived, not answered" // the service kills
	atStartTold    = "answer to the start read, not recorded"
	atStatus       = "before the status is asked"
	atStatusTold   = "status read, not recorded"
	atBeat         = "before the beat"
	atBeaten       = "after the beat"
)

// failPoints are the places of a first run. What happens to pictures is met at
// the first request, when two are on their way, and at the third, when some
// have ended.
func failPoints() []failPoint {
	var list []failPoint
	add := func(at string, nth int, in ...temper) { list = append(list, failPoint{at, nth, in}) }
	both := func(event string, nth int, in ...temper) {
		add("before append "+event, nth, in...)
		add("after append "+event, nth, in...)
	}
	for _, event := range []string{"Opened", "FlowChosen", "DocumentChosen", "FileChosen", "WarningAcknowledged", "CheckConfirmed", "CheckReleased"} {
		both(event, 1)
	}
	for _, nth := range []int{1, 3} {
		both("SendStarted", nth)
		both("Released", nth)
		both("Answered", nth, answers, refuses)
		for _, at := range []string{atUpload, atHoldOver, atFirstByte, atMiddle, atHeld, atReleased, atArrived, atAnswered} {
			add(at, nth)
		}
	}
	both("FileChosen", 4)
	both("AnswerLost", 1, loses, refuses)
	both("AnswerLost", 3, loses)
	both("NotSent", 1, refuses)
	both("Decided", 1, loses, refuses)
	both("CheckAnswered", 1, answers, refuses)
	both("CheckConfirmed", 2, refuses)
	both("CheckLost", 1, loses)
	for _, at := range []string{atStart, atStartHeld, atStartOpen, atStartArrived, atStartTold} {
		add(at, 1)
	}
	for _, nth := range []int{1, 2} { // at the opening, and after the start
		both("StatusSeen", nth)
		add(atStatus, nth)
		add(atStatusTold, nth)
	}
	add(atBeat, 1)
	add(atBeaten, 1)
	return list
}

// secondPoints are the places of a recovery; the first stands for none: the
// recovery ends by itself.
func secondPoints() []failPoint {
	list := []failPoint{{}}
	for _, at := range []string{
		atBeat, atBeaten, "before append Opened", "after append Opened",
		atStatus, atStatusTold, "before append StatusSeen", "after append StatusSeen",
	} {
		list = append(list, failPoint{At: at, Nth: 1})
	}
	return list
}

// trip kills this process at its point.
type trip struct {
	point failPoint
	mu    sync.Mutex
	n     int
}

func (t *trip) at(where string) {
	if where != t.point.At {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.n++; t.n == t.point.Nth {
		self, _ := os.FindProcess(os.Getpid())
		_ = self.Kill()
		select {} // nothing of this goroutine comes after it
	}
}

// tripStore is a journal with a point before and after each append.
type tripStore struct {
	desk.Store
	trip *trip
}

func (s tripStore) Append(ctx context.Context, key flows.Key, e flows.Entry, sum flows.Summary) journal.Outcome {
	s.trip.at("before append " + flows.EventName(e.Event))
	out := s.Store.Append(ctx, key, e, sum)
	if out.Result == journal.Done {
		s.trip.at("after append " + flows.EventName(e.Event))
	}
	return out
}

// presences lets tripPresences have a method of the interface's name.
type presences = desk.Presences

// tripPresences has a point before and after each sign of life.
type tripPresences struct {
	presences
	trip *trip
}

func (s tripPresences) RecordPresence(ctx context.Context, key flows.Key, p journal.Presence) error {
	s.trip.at(atBeat)
	err := s.presences.RecordPresence(ctx, key, p)
	s.trip.at(atBeaten)
	return err
}

// tripService has points along each request.
type tripService struct {
	desk.Service
	trip *trip
	bad  *sync.Once // makes the first read of a selfie fail; nil: none
}

func (s tripService) UploadDocument(ctx context.Context, d personr.Document) personr.UploadOutcome {
	s.trip.at(atUpload)
	content := &tripContent{d.Content, s.trip, nil}
	if s.bad != nil && d.DocType == string(flows.Selfie) {
		s.bad.Do(func() { content.err = errors.New("the disk does not answer") })
	}
	d.Content = content
	begin := d.Begin
	d.Begin = func(ctx context.Context) error { s.trip.at(atHoldOver); return begin(ctx) }
	d.Release = s.released(d.Release, atHeld, atReleased)
	o := s.Service.UploadDocument(ctx, d)
	s.trip.at(atAnswered)
	return o
}

func (s tripService) RequestCheck(ctx context.Context, applicant string, release func(context.Context) error) personr.Outcome {
	s.trip.at(atStart)
	o := s.Service.RequestCheck(ctx, applicant, s.released(release, atStartHeld, atStartOpen))
	s.trip.at(atStartTold)
	return o
}

func (s tripService) released(release func(context.Context) error, held, open string) func(context.Context) error {
	return func(ctx context.Context) error {
		s.trip.at(held)
		err := release(ctx)
		if err == nil {
			s.trip.at(open)
		}
		return err
	}
}

func (s tripService) ApplicantStatus(ctx context.Context, applicant string) (personr.Status, error) {
	s.trip.at(atStatus)
	got, err := s.Service.ApplicantStatus(ctx, applicant)
	s.trip.at(atStatusTold)
	return got, err
}

// tripContent has points in a picture's bytes.
type tripContent struct {
	io.ReaderAt
	trip *trip
	err  error
}

// middle is far enough in that bytes in front of it have left the process.
const middle = 96 << 10

func (c *tripContent) ReadAt(p []byte, off int64) (int, error) {
	if c.err != nil {
		return 0, c.err
	}
	switch off {
	case 0:
		c.trip.at(atFirstByte)
	case middle:
		c.trip.at(atMiddle)
	}
	return c.ReaderAt.ReadAt(p, off)
}

// lateStart is to the start of a check what lateService is to a picture.
type lateStart struct{ desk.Service }

func (s lateStart) RequestCheck(ctx context.Context, applicant string, release func(context.Context) error) personr.Outcome {
	o := s.Service.RequestCheck(ctx, applicant, func(context.Context) error { return nil })
	_ = release(ctx)
	return o
}

// lateHold lets the first byte of a picture go and asks about it before the last one.
type lateHold struct{ desk.Service }

func (s lateHold) UploadDocument(ctx context.Context, d personr.Document) personr.UploadOutcome {
	begin, release := d.Begin, d.Release
	d.Hold, d.Begin = 0, nil
	d.Release = func(ctx context.Context) error { return errors.Join(begin(ctx), release(ctx)) }
	return s.Service.UploadDocument(ctx, d)
}
