package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/startlist"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// listingDesks list one dossier that another operator has open.
type listingDesks struct {
	noDesks
	reads *int
}

func (d listingDesks) Dossiers(context.Context, string) ([]flows.Summary, error) {
	*d.reads++
	return []flows.Summary{{Key: flows.Key{Applicant: "4711471147114x47"}, Group: flows.GroupUnfinished}}, nil
}

func (d listingDesks) OpenElsewhere(context.Context) (map[string]desk.Elsewhere, error) {
	return map[string]desk.Elsewhere{"4711471147114x47": {Operator: "maya\x1b[2J"}}, nil
}

// withSnapshot is a desk whose state is given.
type withSnapshot struct {
	recordingDesk
	snap desk.Snapshot
}

func (d withSnapshot) Snapshot() desk.Snapshot { return d.snap }

// TestTheStartListIsReachedFromEverywhere proves that ctrl+o leads to the start list from a
// screen, a dialog and the look, that nothing is posted, and that the place is kept.
func TestTheStartListIsReachedFromEverywhere(t *testing.T) {
	for name, open := range map[string]func(Model) Model{
		"screen": func(m Model) Model { return m },
		"dialog": func(m Model) Model { return m.openOverlay(newDialogForm(startDialog, m.stepFrame())) },
		"look":   func(m Model) Model { return m.openLook(steps.Look{Title: "Selfie", SHA256: lookedHash}) },
		"leave":  func(m Model) Model { next, _ := m.requestLeave(); return next.(Model) },
	} {
		m, posted := onReview(t, 80, 24)
		m = open(m)
		m, _ = pressKeys(t, m, "ctrl+o")
		screen := renderScreen(t, m)
		if m.dossier.isOpen() || m.nav.place.Stage != flows.StageApplicant || m.overlays.top() != nil || m.leaving {
			t.Errorf("%s: not on the start list:\n%s", name, screen)
		}
		if !strings.Contains(screen, "…39808060 keeps its place.") || len(*posted) > 0 {
			t.Errorf("%s: posted %v\n%s", name, *posted, screen)
		}
	}
}

// TestWorkBehindTheStartListIsNotLostByLeaving proves that ctrl+c on the start list asks
// while a dossier behind it still sends, and does not when none does.
func TestWorkBehindTheStartListIsNotLostByLeaving(t *testing.T) {
	for _, sending := range []bool{false, true} {
		m, _ := onReview(t, 80, 24)
		snap := desk.Snapshot{Journey: m.dossier.snap.Journey, Session: "s1", IsHolder: true}
		if sending {
			snap.Pending = 1
		}
		m.dossier.desk, m.dossier.snap = withSnapshot{snap: snap}, snap
		m, _ = pressKeys(t, m, "ctrl+o")
		if got := strings.Contains(renderScreen(t, m), "goes on"); got != sending {
			t.Errorf("sending %t: says that it goes on: %t", sending, got)
		}
		m, cmd := pressKeys(t, m, "ctrl+c")
		asks := m.overlays.top() != nil && strings.Contains(renderScreen(t, m), "…39808060")
		if asks != sending || (cmd == nil) != sending {
			t.Errorf("sending %t: asks %t, leaves %t", sending, asks, cmd != nil)
		}
	}
}

// TestTheStartListIsReadAgain proves that the list on the screen is at most a few seconds
// old, that an open dossier reads none, and that another operator's name comes clean.
func TestTheStartListIsReadAgain(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	reads, now := 0, m.now
	m.journal.desks, m.cfg.Now = listingDesks{reads: &reads}, func() time.Time { return now }
	m.cfg.Files = func(Desks, string) steps.FileSource { return nil }
	if cmd := m.refreshStartList(); cmd != nil {
		t.Error("read while a dossier is open")
	}
	m, _ = pressKeys(t, m, "ctrl+o")
	for range 12 {
		now = now.Add(time.Second)
		m.now = now
		if cmd := m.refreshStartList(); cmd != nil {
			next, _ := m.Update(cmd())
			m = next.(Model)
		}
	}
	if reads != 3 {
		t.Errorf("read %d times in 12 s, want 3", reads)
	}
	if got := m.stepFrame().OpenedBy["4711471147114x47"].String(); !strings.HasPrefix(got, "maya") || strings.Contains(got, "\x1b") {
		t.Errorf("opened by %q", got)
	}
}

// failingDesks fail to list.
type failingDesks struct{ noDesks }

func (failingDesks) Dossiers(context.Context, string) ([]flows.Summary, error) {
	return nil, context.DeadlineExceeded
}

// TestAListThatCannotBeReadIsNotAnEmptyOne proves that a failed try is said, keeps the rows
// of the one before, and ends with the next that succeeds.
func TestAListThatCannotBeReadIsNotAnEmptyOne(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	reads := 0
	m.cfg.Files = func(Desks, string) steps.FileSource { return nil }
	read := func(desks Desks) {
		m.journal.desks = desks
		next, _ := m.Update(m.listDossiers()())
		m = next.(Model)
	}
	for i, c := range []struct {
		desks Desks
		state steps.DossiersState
		rows  int
	}{{failingDesks{}, steps.DossiersFailed, 0}, {listingDesks{reads: &reads}, steps.DossiersRead, 1}, {failingDesks{}, steps.DossiersFailed, 1}, {listingDesks{reads: &reads}, steps.DossiersRead, 1}} {
		read(c.desks)
		if f := m.stepFrame(); f.DossiersState != c.state || len(f.Dossiers) != c.rows {
			t.Errorf("try %d: state %d with %d rows, want %d with %d", i+1, f.DossiersState, len(f.Dossiers), c.state, c.rows)
		}
	}
}

// TestAnOldSubscriptionIsNotFollowed proves that a dossier that was left and opened again is
// followed once: the news of the first visit end with it.
func TestAnOldSubscriptionIsNotFollowed(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	m.dossier.changes = make(chan struct{}, 1)
	next, cmd := m.handleSnapshot(snapshotMsg{m.dossier.desk, make(chan struct{}), m.dossier.snap})
	if cmd != nil || next.(Model).dossier.changes != m.dossier.changes {
		t.Error("the channel of an earlier visit is still followed")
	}
}

// subscribedDesk counts the subscriptions.
type subscribedDesk struct {
	recordingDesk
	open *int
}

func (d subscribedDesk) Subscribe() chan struct{} {
	*d.open++
	return make(chan struct{}, 1)
}

func (d subscribedDesk) Unsubscribe(chan struct{}) { *d.open-- }

// TestADossierThatIsLeftIsNotWaitedFor proves that the subscription ends with the visit,
// and with it the command that waits for changes.
func TestADossierThatIsLeftIsNotWaitedFor(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	m.journal.desks, m.cfg.Files = noDesks{}, func(Desks, string) steps.FileSource { return nil }
	subscriptions := 0
	for range 3 {
		next, _ := m.handleOpened(dossierOpenedMsg{"1711355906000x571112139839808060", subscribedDesk{open: &subscriptions}, nil})
		m = next.(Model)
		wait, visit := m.dossier.waitForChange(), m.dossier.visit
		if subscriptions != 1 {
			t.Fatalf("%d subscriptions while one dossier is open", subscriptions)
		}
		m, _ = pressKeys(t, m, "ctrl+o")
		if visit.Err() == nil {
			t.Fatal("the visit goes on after leaving")
		}
		if msg := wait(); msg != nil || subscriptions != 0 {
			t.Errorf("after leaving: %d subscriptions, answer %v", subscriptions, msg)
		}
	}
}

// TestAStoppedSendNeedsTheOperator proves that a dossier whose program was stopped while a
// picture was on its way stands under "Needs you", and one that is worked on does not.
func TestAStoppedSendNeedsTheOperator(t *testing.T) {
	row := func(applicant, text string) flows.Summary {
		return flows.Summary{Key: flows.Key{Applicant: applicant}, Group: flows.GroupUnfinished, Text: text}
	}
	for _, c := range []struct {
		name, text, group, want string
		own                     []string
		openedBy                map[string]safe.Text
	}{
		{"killed while sending", string(startlist.Sending), flows.GroupNeedsYou, string(startlist.StoppedSending), nil, map[string]safe.Text{}},
		{"killed while waiting", string(startlist.Awaiting), flows.GroupNeedsYou, string(startlist.ProbablyReceived), nil, map[string]safe.Text{}},
		{"sent here", string(startlist.Awaiting), flows.GroupUnfinished, string(startlist.Awaiting), []string{"1x1"}, map[string]safe.Text{}},
		{"sent elsewhere", string(startlist.Sending), flows.GroupUnfinished, string(startlist.Sending), nil, map[string]safe.Text{"1x1": safe.LineOf("maya", 9)}},
		{"nobody knows who is there", string(startlist.Sending), flows.GroupUnfinished, string(startlist.Sending), nil, nil},
		{"nothing on its way", "", flows.GroupUnfinished, "", nil, map[string]safe.Text{}},
	} {
		list := startList{dossiers: []flows.Summary{row("1x1", c.text)}, openedBy: c.openedBy}
		list.markStopped(c.own)
		if got := list.dossiers[0]; got.Group != c.group || got.Text != c.want {
			t.Errorf("%s: %q under %q, want %q under %q", c.name, got.Text, got.Group, c.want, c.group)
		}
	}
}
