package lock

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const canary = "Canaryperson-kq7 …39808060"

// wizard shows an applicant, and keeps what it is told.
type wizard struct{ got *[]tea.Msg }

func (w wizard) Init() tea.Cmd { return nil }

func (w wizard) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	*w.got = append(*w.got, msg)
	return w, nil
}

func (w wizard) View() tea.View {
	v := tea.NewView(canary)
	v.WindowTitle, v.Cursor, v.ProgressBar = canary, tea.NewCursor(1, 1), tea.NewProgressBar(tea.ProgressBarDefault, 40)
	return v
}

// scene is a session in virtual time, run as the library runs it.
type scene struct {
	t        *testing.T
	registry *Registry
	model    tea.Model
	messages chan tea.Msg
	ctx      context.Context
	got      []tea.Msg // what the wizard was told
	notes    []string
	ended    []error
	busy     bool
	quits    bool
	ending   int // times that another login began to end it
}

const lockAfter = 10 * time.Minute

var maya = Login{Operator: "maya", Connection: "first"}

// play plays a scene.
func play(t *testing.T, do func(s *scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, end := context.WithCancel(t.Context())
		s := &scene{t: t, registry: &Registry{}, messages: make(chan tea.Msg), ctx: ctx}
		login := maya
		login.At = time.Now()
		session := s.registry.NewSession(login, s.send, func() { s.ending++ })
		defer session.Leave()
		s.model = New(ctx, wizard{&s.got}, Config{
			After: lockAfter, Session: session, Operator: "maya",
			Unlock: func(code string) string { return "ssh host unlock " + code }, Login: "ssh host",
			IsBusy: func(tea.Model) bool { return s.busy }, End: func(why error) { s.ended = append(s.ended, why) },
			Note: func(what string) { s.notes = append(s.notes, what) },
		})
		s.run(s.model.Init())
		do(s)
		end()
		synctest.Wait()
	})
}

func (s *scene) send(msg tea.Msg) {
	select {
	case s.messages <- msg:
	case <-s.ctx.Done():
	}
}

func (s *scene) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				s.run(c)
			}
		default:
			s.send(msg)
		}
	}()
}

// tell gives the session messages.
func (s *scene) tell(list ...tea.Msg) {
	for _, msg := range list {
		var cmd tea.Cmd
		if s.model, cmd = s.model.Update(msg); cmd == nil {
			continue
		}
		s.run(func() tea.Msg {
			msg := cmd()
			if _, ok := msg.(tea.QuitMsg); ok {
				s.quits = true
				return nil
			}
			return msg
		})
		synctest.Wait()
	}
}

// wait lets time pass.
func (s *scene) wait(d time.Duration) {
	timer := time.NewTimer(d)
	for {
		select {
		case msg := <-s.messages:
			s.tell(msg)
		case <-timer.C:
			for synctest.Wait(); ; synctest.Wait() {
				select {
				case msg := <-s.messages:
					s.tell(msg)
				default:
					return
				}
			}
		}
	}
}

func (s *scene) text() string { return ansi.Strip(s.model.View().Content) }

func (s *scene) isLocked() bool { return strings.Contains(s.text(), "Locked") }

// code is the code on the locked screen.
func (s *scene) code() string {
	_, rest, _ := strings.Cut(s.text(), "unlock ")
	return strings.Fields(rest)[0]
}

// fresh is a login of somebody by another connection, now.
func fresh(operator string) Login {
	return Login{Operator: operator, Connection: "second", At: time.Now().Add(time.Nanosecond)}
}

var key = tea.KeyPressMsg{Code: 'a', Text: "a"}

// Ten minutes without a key lock a session; what comes by itself does not put it off.
func TestASessionLocksWithoutAKey(t *testing.T) {
	play(t, func(s *scene) {
		lookOn := func(d time.Duration) {
			for range int(d.Seconds()) {
				s.wait(time.Second)
				s.tell(tea.WindowSizeMsg{Width: 80, Height: 24}, tea.FocusMsg{}, tea.BackgroundColorMsg{}, struct{}{})
			}
		}
		lookOn(lockAfter - time.Minute)
		s.tell(key)
		lookOn(lockAfter - time.Second)
		if s.isLocked() || !strings.Contains(s.text(), canary) {
			t.Errorf("locked %v after the last key", s.text())
		}
		lookOn(2 * time.Second)
		if !s.isLocked() || !slices.Equal(s.notes, []string{"locked"}) {
			t.Errorf("not locked: %q, %q", s.text(), s.notes)
		}
	})
}

// A locked screen holds nothing of the wizard, in no size, and its keys reach nobody.
func TestALockedScreenHoldsNothing(t *testing.T) {
	play(t, func(s *scene) {
		s.wait(lockAfter)
		s.got = nil
		s.tell(key, tea.KeyPressMsg{Code: tea.KeyEnter}, tea.PasteMsg{Content: "x"}, tea.MouseClickMsg{}, tea.KeyReleaseMsg{Code: 'a'})
		if len(s.got) != 0 {
			t.Errorf("the wizard got %v", s.got)
		}
		s.tell(struct{}{})
		if len(s.got) != 1 {
			t.Errorf("what goes on behind the lock was told %v", s.got)
		}
		for _, size := range [][2]int{{80, 24}, {120, 40}, {60, 18}, {20, 3}, {1, 1}} {
			s.tell(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
			v := s.model.View()
			if strings.Contains(v.Content, canary) || v.WindowTitle != "dossier" || v.Cursor != nil || v.ProgressBar != nil {
				t.Errorf("%v: shows %+v", size, v)
			}
			if strings.Count(v.Content, "\n") >= size[1] {
				t.Errorf("%v: too many lines", size)
			}
		}
		s.tell(tea.WindowSizeMsg{Width: 80, Height: 24})
		for _, want := range []string{"maya pressed no key here for 10 minutes. Locked since " + time.Now().Format("15:04") + " ", "this session then ends, and the dossier that is", "open here opens there.", "ssh host unlock " + s.code(), "ctrl+c end this session"} {
			if !strings.Contains(s.text(), want) {
				t.Errorf("no %q in\n%s", want, s.text())
			}
		}
	})
}

// Only the operator's own key, shown after the lock and by another connection, unlocks.
func TestOnlyTheKeyUnlocks(t *testing.T) {
	type attempt struct {
		by   Login
		code string
	}
	for name, c := range map[string]struct {
		with func(code string, lockedAt time.Time) attempt
		want error
	}{
		"a fresh login":    {func(code string, _ time.Time) attempt { return attempt{fresh("maya"), code} }, nil},
		"in small letters": {func(code string, _ time.Time) attempt { return attempt{fresh("maya"), strings.ToLower(code)} }, nil},
		"another operator": {func(code string, _ time.Time) attempt { return attempt{fresh("ola"), code} }, ErrNoSuchLock},
		"another code":     {func(string, time.Time) attempt { return attempt{fresh("maya"), "0000"} }, ErrNoSuchLock},
		"no code":          {func(string, time.Time) attempt { return attempt{fresh("maya"), ""} }, ErrNoSuchLock},
		"a login before it": {func(code string, at time.Time) attempt {
			return attempt{Login{"maya", "second", at.Add(-time.Second)}, code}
		}, ErrNotFresh},
		"a login at the moment": {func(code string, at time.Time) attempt { return attempt{Login{"maya", "second", at}, code} }, ErrNotFresh},
		"the same connection": {func(code string, at time.Time) attempt {
			return attempt{Login{"maya", "first", at.Add(time.Hour)}, code}
		}, ErrNotFresh},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(s *scene) {
				s.wait(lockAfter)
				at := time.Now()
				s.wait(time.Minute)
				a := c.with(s.code(), at)
				if err := s.registry.Unlock(a.by, a.code); !errors.Is(err, c.want) {
					t.Errorf("got %v", err)
				}
				s.wait(time.Second)
				if s.isLocked() == (c.want == nil) {
					t.Errorf("shows %q", s.text())
				}
			})
		})
	}
}

// An unlocked session is as it was, counts anew, and its code is worth nothing any more.
func TestAnUnlockedSessionGoesOn(t *testing.T) {
	play(t, func(s *scene) {
		s.wait(lockAfter)
		code := s.code()
		if err := s.registry.Unlock(fresh("maya"), code); err != nil {
			t.Fatal(err)
		}
		s.wait(time.Second)
		s.got = nil
		if s.tell(key); len(s.got) != 1 || s.isLocked() {
			t.Errorf("the wizard got %v; shows %q", s.got, s.text())
		}
		if err := s.registry.Unlock(fresh("maya"), code); !errors.Is(err, ErrNoSuchLock) {
			t.Errorf("the code again: %v", err)
		}
		s.wait(lockAfter - time.Second)
		if s.isLocked() {
			t.Error("locked too soon")
		}
		if s.wait(2 * time.Second); !s.isLocked() {
			t.Error("it does not lock again")
		}
	})
}

// A wizard on a fresh connection ends the locked session, once nothing is under way there.
func TestAFreshWizardEndsTheLockedSession(t *testing.T) {
	play(t, func(s *scene) {
		s.registry.EndFor(fresh("maya"))
		s.wait(lockAfter)
		s.registry.EndFor(fresh("ola"))
		s.registry.EndFor(Login{Operator: "maya", Connection: "first", At: time.Now().Add(time.Hour)})
		if s.wait(time.Minute); len(s.ended) != 0 || s.ending != 0 {
			t.Fatalf("ended with %v, %d times", s.ended, s.ending)
		}
		s.busy = true
		s.registry.EndFor(fresh("maya"))
		if s.ending != 1 {
			t.Error("the service is not told at once")
		}
		if s.wait(time.Minute); len(s.ended) != 0 {
			t.Fatal("it ends while something is under way")
		}
		s.busy = false
		if s.wait(2 * time.Second); len(s.ended) == 0 || !errors.Is(s.ended[0], ErrLoggedInAgain) {
			t.Errorf("ended with %v", s.ended)
		}
	})
}

// What never ends does not hold up the end for ever.
func TestTheEndWaitsNoLongerThanAnAnswerTakes(t *testing.T) {
	play(t, func(s *scene) {
		s.wait(lockAfter)
		s.busy = true
		s.registry.EndFor(fresh("maya"))
		s.wait(workTimeout + 2*time.Second)
		if len(s.ended) == 0 {
			t.Error("it goes on")
		}
	})
}

// A session that stays locked for an hour ends; one key ends it at once.
func TestALockedSessionEnds(t *testing.T) {
	play(t, func(s *scene) {
		s.wait(lockAfter + lockedTimeout - time.Minute)
		if len(s.ended) != 0 {
			t.Error("it ended too soon")
		}
		if s.wait(2 * time.Minute); len(s.ended) == 0 || !errors.Is(s.ended[0], ErrLockedTooLong) {
			t.Errorf("ended with %v", s.ended)
		}
	})
	play(t, func(s *scene) {
		s.wait(lockAfter)
		if s.tell(tea.KeyPressMsg{Code: 'c', Mod: tea.ModCtrl}); !s.quits {
			t.Error("ctrl+c does not end it")
		}
	})
}

// The connection of a locked session is known as such until it is unlocked.
func TestTheConnectionOfALockedSession(t *testing.T) {
	play(t, func(s *scene) {
		if s.registry.IsLocked(maya) {
			t.Error("locked at once")
		}
		s.wait(lockAfter)
		if !s.registry.IsLocked(maya) || s.registry.IsLocked(fresh("maya")) {
			t.Error("the connection is not known, or another is")
		}
	})
}
