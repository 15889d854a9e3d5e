package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/notice"
	"dossier/tui/safe"
	"dossier/tui/safe/hostile"
	"dossier/tui/settings"
	"dossier/tui/steps"
)

// takenOverModel is the wizard of an operator whose dossier games has just taken over.
func takenOverModel(t *testing.T, w, h int, host, reason string) Model {
	t.Helper()
	m, _ := onReview(t, w, h)
	after := m.dossier.snap
	after.IsHolder = false
	after.Others = []journal.Presence{{Session: "s2", Operator: "games", Host: host}}
	after.Notices = []notice.Notice{{
		ID: 1, Code: notice.TakenOver, IsProblem: true, Operators: []string{"games"},
		TakenOverBy: flows.Holder{Session: "s2", Operator: "games", Since: m.now, Reason: reason},
	}}
	next, _ := m.Update(snapshotMsg{m.dossier.desk, m.dossier.changes, after})
	return next.(Model)
}

// TestATakeoverSaysWhoWhyAndWhen proves that the operator who loses a dossier reads
// all of it, and in every window that nothing more is sent: only the reason is
// cut.
func TestATakeoverSaysWhoWhyAndWhen(t *testing.T) {
	long := strings.Repeat("because of this ", 5)
	for _, c := range []struct {
		w, h         int
		host, reason string
		want         string
	}{
		{120, 40, "vm", "Kollegin krank", "! games on vm took this dossier over at 22:14: “Kollegin krank”. Nothing more is sent from here."},
		{80, 24, "vm", "krank", "! games on vm took over at 22:14: “krank”. Nothing more is sent from here."},
		{80, 12, "vm", "Kollegin krank", "! games took over at 22:14: “Kollegin krank”. Nothing more is sent from here."},
		{80, 24, "vm", "", "! games on vm took this dossier over at 22:14. Nothing more is sent from here."},
		{80, 24, "vm", long, "! games on vm took over at 22:14: “because o…”. Nothing more is sent from here."},
		{60, 18, "vm", "Kollegin krank", "! games took over at 22:14: “Kolle…”. Nothing more is sent."},
	} {
		screen := renderScreen(t, takenOverModel(t, c.w, c.h, c.host, c.reason))
		if !strings.Contains(screen, c.want) {
			t.Errorf("%dx%d %q is not in\n%s", c.w, c.h, c.want, screen)
		}
	}
	for _, evil := range hostile.Strings() {
		for _, w := range []int{60, 80, 120} {
			by := flows.Holder{Session: "s2", Operator: evil, Reason: evil, Since: time.Unix(0, 0)}
			got := steps.TakeOverText(by, " on "+safe.LineOf(evil, 24).String(), "14:03", w-3)
			if ansi.StringWidth(got) > w-3 || strings.ContainsAny(got, "\x1b\n") || !strings.Contains(got, "Nothing more is sent") {
				t.Errorf("%d: %q", w, got)
			}
		}
	}
}

// TestATypingPersonStillReadsANotice proves that the key which happens to be
// pressed when a notice comes does not take it away, and that a later one does.
func TestATypingPersonStillReadsANotice(t *testing.T) {
	m := takenOverModel(t, 80, 24, "vm", "krank")
	if m, _ = pressKeys(t, m, "down"); !strings.Contains(renderScreen(t, m), "“krank”") {
		t.Error("a key took the notice away at once")
	}
	m.news.noticeAt = m.news.noticeAt.Add(-time.Minute)
	if m, _ = pressKeys(t, m, "down"); m.news.notice.ID > m.news.readNoticeID {
		t.Error("the notice stays for ever")
	}
}

// TestTheReturnOfTheJournalIsSeenBesideNews proves that the operator who was
// sending reads both: first that the journal is back, then what became of
// the picture.
func TestTheReturnOfTheJournalIsSeenBesideNews(t *testing.T) {
	const back, became = "The journal is back after 40s. Nobody else wrote meanwhile.", "Selfie: unclear, it may have been received."
	m, _ := onReview(t, 80, 24)
	m.news.notice, m.news.noticeAt = notice.Notice{ID: 7, Code: notice.JournalBack, Outage: notice.Outage{Took: 40 * time.Second}}, m.now
	m.news.alert, m.news.alertAt = alert{became, "ctrl+g shows why.", selfieSlot}, m.now.Add(-time.Minute)
	if screen := renderScreen(t, m); !strings.Contains(screen, back) {
		t.Errorf("the return is not said:\n%s", screen)
	}
	if m, _ = pressKeys(t, m, "down"); m.news.alert.message == "" {
		t.Error("a key took away news that nobody has seen")
	}
	m.now = m.now.Add(noticePriorityTime)
	if screen := renderScreen(t, m); !strings.Contains(screen, became) {
		t.Errorf("the news are not said:\n%s", screen)
	}
}

// An alert has the colour of the state that it is about.
func TestAnAlertHasTheColourOfItsState(t *testing.T) {
	m, _ := onReview(t, 80, 24)
	for _, l := range m.dossier.snap.Journey.Lines() {
		mark := steps.MarkOf(m.theme, l)
		if mark.Sign != "!" && mark.Sign != "✗" {
			continue
		}
		m.news.alert, m.news.alertAt = alert{"It became worse.", "ctrl+g shows why.", l.Slot}, m.now
		if want := mark.Style.Render("! It became worse. ctrl+g shows why."); m.statusMessage(m.stepFrame(), "") != want {
			t.Errorf("%s is %q", l.State, m.statusMessage(m.stepFrame(), ""))
		}
	}
	if steps.MarkOf(m.theme, mustLine(t, m, selfieSlot)).Style.GetForeground() != m.theme.Warn.GetForeground() {
		t.Error("no picture with a warning was tried")
	}
}

func mustLine(t *testing.T, m Model, slot flows.Slot) flows.SlotLine {
	t.Helper()
	l, ok := m.dossier.snap.Journey.Line(slot)
	if !ok {
		t.Fatal("the picture is not wanted")
	}
	return l
}

// TestAJournalThatIsAwayIsSaidAllTheTime proves that every window says it, on
// every step, whatever the status line says.
func TestAJournalThatIsAwayIsSaidAllTheTime(t *testing.T) {
	for _, size := range append(windows, [2]int{76, 24}) {
		m, _ := onReview(t, size[0], size[1])
		m.now = m.now.Add(time.Hour)
		for _, s := range screens {
			m.nav.place.Stage = s.stage
			m.dossier.snap.InOutage = true
			if line := ansi.Strip(m.breadcrumbLine()); !strings.Contains(line, "journal unavailable") || !strings.Contains(line, "● "+s.name) || cellWidth(line) != size[0] {
				t.Errorf("%dx%d: %q", size[0], size[1], line)
			}
			m.dossier.snap.InOutage = false
			if line := ansi.Strip(m.breadcrumbLine()); strings.Contains(line, "journal unavailable") || size[0] != 76 && !strings.Contains(line, fmt.Sprintf("of %d", len(screens))) {
				t.Errorf("%dx%d: %q", size[0], size[1], line)
			}
		}
	}
}

// TestANoticeNamesOperatorsSafely proves that hostile names cannot change the line.
func TestANoticeNamesOperatorsSafely(t *testing.T) {
	n := notice.Notice{Code: notice.JournalBack, Outage: notice.Outage{Took: 40 * time.Second, TakenOver: true}, Operators: []string{"alice", "bob"}}
	if got := noticeText(n); got != "The journal is back after 40s. Meanwhile somebody took this dossier over: alice, bob" {
		t.Error(got)
	}
	if n.Operators = nil; noticeText(n) != assets.NoticeText(n) {
		t.Error(noticeText(n))
	}
	for _, name := range hostile.Strings() {
		got := noticeText(notice.Notice{Code: notice.JournalBack, Operators: []string{name}})
		if got != "The journal is back. Nobody else wrote meanwhile: "+safe.LineOf(name, 60).String() || strings.ContainsAny(got, "\x1b\n") {
			t.Errorf("%q", got)
		}
	}
}

// TestTheServicesOwnHostIsNotNamed proves that the host of the service stands on no screen of
// those who reached it, that the operator's own other window is called that, and that the
// program is not said to be started again. Sessions of another process are named as ever.
func TestTheServicesOwnHostIsNotNamed(t *testing.T) {
	service := settings.Process{Host: "vm", PID: 7}
	for name, c := range map[string]struct {
		service        settings.Process
		operator       string
		pid            int
		notice, holder string
		again          string
	}{
		"a colleague by the service": {service, "maya", 7, "games took this dossier over at", "In use by anna.", "Log in again to go on"},
		"the operator's own":         {service, "games", 7, "You took this dossier over at", "In use by you in another window.", "Log in again to go on"},
		"another process":            {service, "games", 8, "games on vm took this dossier over", "In use by anna on vm.", "Log in again to go on"},
		"no service":                 {settings.Process{}, "games", 7, "games on vm took this dossier over", "In use by anna on vm.", "Start dossier again to go on"},
	} {
		t.Run(name, func(t *testing.T) {
			m := takenOverModel(t, 120, 40, "vm", "")
			holder := m.dossier.snap.Journey.Holder().Session
			m.dossier.snap.Others[0].PID, m.dossier.snap.Others[0].Session, m.news.notice.TakenOverBy.Session = c.pid, holder, holder
			m.cfg.Remote.Service, m.cfg.Operator = c.service, c.operator
			if got := m.currentNoticeText(); !strings.HasPrefix(got, c.notice) {
				t.Errorf("the notice: %q", got)
			}
			if got := steps.ReadOnlyReason(m.stepFrame(), ""); !strings.HasPrefix(got, c.holder) {
				t.Errorf("the holder: %q", got)
			}
			if got := strings.Join(m.leaveTexts(), " "); !strings.Contains(got, c.again) {
				t.Errorf("leaving: %q", got)
			}
		})
	}
}
