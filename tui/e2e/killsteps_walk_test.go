package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/flowfile"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/personr/sandbox"
)

// stepOrder is what a child of TestKillSteps is told to do.
type stepOrder struct {
	Mode      string // "walk" goes to the result; "recover" opens and closes; "late" walks and releases too late
	URL       string
	Journal   string
	Applicant string
	Temper    temper
	Point     failPoint           // where it kills itself
	Files     map[string][]string // by slot, in the order in which they are tried
	Dump      string              // where the state after the opening is written
	Later     time.Duration       // how far the clock has gone on
	Hold      time.Duration       // of the first byte of a picture
}

// TestKillStepsChild is not a test: it is the process that kills itself.
func TestKillStepsChild(t *testing.T) {
	text := os.Getenv("DOSSIER_KILL_STEPS_CHILD")
	if text == "" {
		return // only TestKillSteps starts it
	}
	var order stepOrder
	if err := json.Unmarshal([]byte(text), &order); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	if err := order.run(ctx); err != nil {
		t.Fatal(err)
	}
}

// run is one session: it opens the dossier, says what it finds, and goes on.
func (o stepOrder) run(ctx context.Context) error {
	store, err := journal.Open(ctx, o.Journal, journaltest.AuditKey)
	if err != nil {
		return err
	}
	defer store.Close()
	cfg, err := o.config(store)
	if err != nil {
		return err
	}
	d, err := desk.Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer d.Close()
	w := &walker{stepOrder: o, desk: d, pictures: cfg.Pictures, ticks: d.Subscribe()}
	if err := w.until(ctx, w.settled); err != nil {
		return err
	}
	if o.Dump != "" {
		s := d.Snapshot()
		text, _ := json.Marshal(stateOf(s.Journey, s.Session))
		if err := os.WriteFile(o.Dump, text, 0o600); err != nil {
			return err
		}
	}
	if o.Mode == "recover" {
		return nil
	}
	return w.walk(ctx)
}

// config is the desk's as tui/cli makes it, with a trip in every part.
func (o stepOrder) config(store *journal.Journal) (desk.Config, error) {
	client, err := newClient(o.URL)
	if err != nil {
		return desk.Config{}, err
	}
	trip := &trip{point: o.Point}
	service := tripService{Service: client, trip: trip}
	if o.Mode == "late" {
		service.Service = lateStart{lateService{client}}
	}
	if o.Mode == "late hold" {
		service.Service = lateHold{client}
	}
	if o.Temper == refuses {
		service.bad = new(sync.Once)
	}
	c := newDeskConfig(client, store, o.Applicant)
	c.Store, c.Presences, c.Service = tripStore{store, trip}, tripPresences{store, trip}, service
	c.Now = func() time.Time { return time.Now().Add(o.Later) }
	c.PollDelay = func(int, float64) time.Duration { return 10 * time.Millisecond }
	c.Random = func() float64 { return 0 }
	c.TakeBackDelay = o.Hold
	return c, nil
}

// walker does what a person would: it gives every picture that is wanted,
// settles what is unclear by a look at the service, and starts the check.
type walker struct {
	stepOrder
	desk     *desk.Desk
	pictures *desk.Pictures
	ticks    <-chan struct{}
}

func (w *walker) until(ctx context.Context, reached func(desk.Snapshot) (bool, error)) error {
	for {
		s := w.desk.Snapshot()
		if ok, err := reached(s); ok || err != nil {
			return err
		}
		select {
		case <-w.ticks:
		case <-ctx.Done():
			return fmt.Errorf("nothing moves any more: %+v", stateOf(s.Journey, s.Session))
		}
	}
}

// settled waits until the service has been asked, and for the result of a
// check that it has begun: then opening has done all that it does by itself.
func (w *walker) settled(s desk.Snapshot) (bool, error) {
	if !s.ApplicantFetched || !s.Journey.Check().IsRunning() {
		return s.ApplicantFetched, nil
	}
	begun, err := w.checksBegun()
	return err == nil && begun == 0, err
}

func (w *walker) walk(ctx context.Context) error {
	return w.until(ctx, func(s desk.Snapshot) (bool, error) {
		for !s.Journey.Check().HasResult() {
			events, err := w.next(s.Journey)
			if err == nil && len(events) == 0 {
				return false, nil
			}
			if err == nil {
				err = w.desk.PostAndWait(ctx, events...)
			}
			if err != nil {
				return false, fmt.Errorf("%w at %+v", err, stateOf(s.Journey, s.Session))
			}
			s = w.desk.Snapshot()
		}
		return true, nil
	})
}

// next is what a person does now; nothing while they wait.
func (w *walker) next(j flows.Journey) ([]flows.Event, error) {
	if _, chosen := j.Flow(); !chosen {
		return []flows.Event{flows.FlowChosen{Flow: flowfile.Defaults()[1]}}, nil
	}
	var list []flows.Event
	types := map[string]flows.DocType{"identity": flows.IDCard, "selfie": flows.Selfie, "address": flows.UtilityBill}
	for _, n := range j.Checklist() {
		if !n.Chosen {
			list = append(list, flows.DocumentChosen{Need: n.Need.Name, Type: types[n.Need.Name], Country: "AUS"})
		}
	}
	if len(list) > 0 || j.Check().State != flows.CheckNone {
		return w.afterStart(j, list)
	}
	for _, l := range j.Lines() {
		var e flows.Event
		var err error
		switch l.State {
		case flows.Missing, flows.Failed, flows.Refused, flows.SetAside:
			e, err = w.choose(j, l)
		case flows.Unclear:
			e, err = w.decide(j, l)
		default:
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	if len(list) > 0 {
		return list, nil
	}
	return beforeStart(j), nil
}

// beforeStart reads the warnings, then starts.
func beforeStart(j flows.Journey) []flows.Event {
	var list []flows.Event
	for _, l := range j.Lines() {
		for _, code := range l.Open {
			list = append(list, flows.WarningAcknowledged{Attempt: l.Attempt.Number, Code: code})
		}
	}
	if len(list) == 0 && len(j.StartBlockers()) == 0 {
		list = append(list, flows.CheckConfirmed{N: j.Check().Number + 1})
	}
	return list
}

// afterStart settles a start that never arrived, once its time has come.
func (w *walker) afterStart(j flows.Journey, list []flows.Event) ([]flows.Event, error) {
	if len(list) > 0 || j.Check().State != flows.CheckUnclear || w.Later == 0 {
		return list, nil
	}
	begun, err := w.checksBegun()
	if err != nil || begun > 0 {
		return nil, err
	}
	return []flows.Event{flows.CheckDecided{N: j.Check().Number, Reason: "the dashboard shows none"}}, nil
}

// choose takes the slot's first picture that neither service nor journal found
// fault with.
func (w *walker) choose(j flows.Journey, l flows.SlotLine) (flows.Event, error) {
	kept, err := w.kept()
	if err != nil {
		return nil, err
	}
	for _, path := range w.Files[l.Slot.String()] {
		e, file, err := openPicture(l.Slot, path)
		if err != nil {
			return nil, err
		}
		fits := !kept[e.SHA256].faulty
		for _, o := range j.Objections(l.Slot, e.SHA256) {
			fits = fits && o.Code == flows.CodeSentBefore && againAllowed(j, l.Slot)
			e.Overrides = append(e.Overrides, flows.FormatOverride(o.Code, "the dashboard shows none"))
		}
		if fits {
			w.pictures.Put(e.SHA256, file)
			return e, nil
		}
		_ = file.Close()
	}
	return nil, fmt.Errorf("no picture is left for %s", l.Slot)
}

// againAllowed reports whether a person has decided about the slot's latest
// picture that may have arrived, whatever was tried since.
func againAllowed(j flows.Journey, slot flows.Slot) bool {
	allowed := false
	for _, a := range j.Attempts() {
		if a.Slot == slot && a.MayBeReceived() {
			allowed = a.NeedsResend()
		}
	}
	return allowed
}

// decide looks whether the service has the picture once more than is known.
func (w *walker) decide(j flows.Journey, l flows.SlotLine) (flows.Event, error) {
	kept, err := w.kept()
	if err != nil {
		return nil, err
	}
	known := 0
	for _, a := range j.Attempts() {
		clean := a.Kind == flows.AnswerAccepted && len(a.Errors) == 0
		if a.Picture.SHA256 == l.Picture.SHA256 && a.Number != l.Attempt.Number && (clean || a.Decision != nil && a.Decision.Received) {
			known++
		}
	}
	return flows.Decided{Attempt: l.Attempt.Number, Received: kept[l.Picture.SHA256].good > known, Reason: "seen in the dashboard"}, nil
}

// shown is what the service's dashboard shows of one picture.
type shown struct {
	good   int // taken without errors
	faulty bool
}

func (w *walker) kept() (map[flows.SHA256]shown, error) {
	var list []sandbox.Upload
	if err := readDashboard(w.URL, "uploads", &list); err != nil {
		return nil, err
	}
	kept := map[flows.SHA256]shown{}
	for _, u := range list {
		hash, err := parseHash(u.SHA256)
		if err != nil {
			return nil, err
		}
		f := kept[hash]
		f.faulty = f.faulty || len(u.Errors) > 0
		if u.Judged && len(u.Errors) == 0 {
			f.good++
		}
		kept[hash] = f
	}
	return kept, nil
}

func (w *walker) checksBegun() (int, error) {
	checks := map[string]int{}
	err := readDashboard(w.URL, "checks", &checks)
	return checks[w.Applicant], err
}
