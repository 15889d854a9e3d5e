package interrupted

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"dossier/tui/settings"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const keep = 15 * time.Minute

var maya = Owner{Operator: "maya", Group: "cards"}

// scene is a service in virtual time.
type scene struct {
	*Registry
	t     *testing.T
	ended []string // connections whose sessions the registry ended
}

func play(t *testing.T, do func(s *scene)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { do(&scene{Registry: NewRegistry(keep), t: t}) })
}

// begin begins a wizard of maya's whose client answers after a while.
func (s *scene) begin(connection string, answersAfter time.Duration) *Session {
	return s.beginFor(maya, connection, answersAfter)
}

func (s *scene) beginFor(owner Owner, connection string, answersAfter time.Duration) *Session {
	s.t.Helper()
	var session *Session
	session = s.Begin(owner, Wizard{
		Connection: connection,
		IsAlive:    func() bool { time.Sleep(answersAfter); return answersAfter < time.Hour },
		End: func() {
			s.ended = append(s.ended, connection)
			session.Close()
		},
	})
	s.t.Cleanup(session.Close)
	return session
}

// reopens checks what a new login opens.
func (s *scene) reopens(login *Session, want string, cause settings.InterruptionCause) {
	s.t.Helper()
	got := login.Reopen(s.t.Context())
	if got.Applicant != want || got.Cause != cause {
		s.t.Errorf("opens %q after %d, want %q after %d", got.Applicant, got.Cause, want, cause)
	}
}

// What a session showed when its line was lost is opened by the next login, once.
func TestTheNextLoginOpensWhatWasInterrupted(t *testing.T) {
	play(t, func(s *scene) {
		first := s.begin("1", 0)
		first.Show("1x1")
		first.Show("2x2")
		first.Interrupt(settings.LineLost)
		first.Close()
		lostAt := time.Now()
		time.Sleep(keep - time.Second)
		second := s.begin("2", 0)
		if got := second.Reopen(s.t.Context()); got != (settings.Interruption{Applicant: "2x2", Cause: settings.LineLost, At: lostAt}) {
			t.Errorf("opens %+v", got)
		}
		s.reopens(s.begin("3", 0), "", settings.NotInterrupted)
	})
}

// Nothing is opened for somebody who left, who was at the start list, who comes too late, who
// is somebody else, or who has opened it in the meantime.
func TestWhatIsNotOpened(t *testing.T) {
	for name, c := range map[string]func(s *scene, first *Session){
		"left":           func(_ *scene, first *Session) { first.Interrupt(settings.NotInterrupted) },
		"the start list": func(_ *scene, first *Session) { first.Show(""); first.Interrupt(settings.LineLost) },
		"too late":       func(_ *scene, first *Session) { first.Interrupt(settings.LineLost); time.Sleep(keep) },
		"opened since": func(s *scene, first *Session) {
			first.Interrupt(settings.LineLost)
			s.begin("elsewhere", 0).Show("1x1")
		},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(s *scene) {
				first := s.begin("1", 0)
				first.Show("1x1")
				c(s, first)
				first.Close()
				s.reopens(s.begin("2", 0), "", settings.NotInterrupted)
			})
		})
	}
	for _, other := range []Owner{{"lars", "cards"}, {"maya", "loans"}} {
		play(t, func(s *scene) {
			first := s.begin("1", 0)
			first.Show("1x1")
			first.Interrupt(settings.LineLost)
			first.Close()
			s.reopens(s.beginFor(other, "2", 0), "", settings.NotInterrupted)
			s.reopens(s.begin("3", 0), "1x1", settings.LineLost)
		})
	}
}

// Of several the newest is opened; the next login opens the one before it.
func TestTheNewestOfSeveralIsOpened(t *testing.T) {
	play(t, func(s *scene) {
		for _, applicant := range []string{"1x1", "2x2", "1x1"} {
			session := s.begin(applicant, 0)
			session.Show(applicant)
			session.Interrupt(settings.LineLost)
			session.Close()
			time.Sleep(time.Second)
		}
		s.reopens(s.begin("4", 0), "1x1", settings.LineLost)
		s.reopens(s.begin("5", 0), "2x2", settings.LineLost)
		s.reopens(s.begin("6", 0), "", settings.NotInterrupted)
	})
}

// A session whose client gives no sign of life is interrupted by the next login, in two
// seconds; one whose client does, or that shares the connection, is left alone.
func TestASilentSessionIsInterrupted(t *testing.T) {
	for name, c := range map[string]struct {
		answersAfter time.Duration
		connection   string // of the new login
		want         string
	}{
		"silent":              {time.Hour, "2", "1x1"},
		"too slow":            {aliveTimeout + time.Millisecond, "2", "1x1"},
		"a slow line":         {aliveTimeout - time.Millisecond, "2", ""},
		"the same connection": {time.Hour, "1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, func(s *scene) {
				s.begin("1", c.answersAfter).Show("1x1")
				began, cause := time.Now(), settings.NotInterrupted
				if c.want != "" {
					cause = settings.LineLost
				}
				s.reopens(s.begin(c.connection, 0), c.want, cause)
				if took := time.Since(began); took > aliveTimeout {
					t.Errorf("it took %s", took)
				}
				if (len(s.ended) == 1) != (c.want != "") {
					t.Errorf("ended %v", s.ended)
				}
				time.Sleep(time.Hour) // the question that nobody answered ends
			})
		})
	}
}

// A client that answers is not taken for another that does not.
func TestALiveSessionBesideASilentOneStays(t *testing.T) {
	play(t, func(s *scene) {
		s.begin("silent", time.Hour).Show("1x1")
		s.begin("alive", time.Second).Show("2x2")
		s.reopens(s.begin("3", 0), "1x1", settings.LineLost)
		if len(s.ended) != 1 || s.ended[0] != "silent" {
			t.Errorf("ended %v", s.ended)
		}
		time.Sleep(time.Hour)
	})
}

// A login waits for the end of what it interrupts, but not for ever: what waits for an answer
// of the service ends later, and then interrupts nothing again.
func TestALoginWaitsForTheEnd(t *testing.T) {
	for _, takes := range []time.Duration{time.Second, time.Minute} {
		play(t, func(s *scene) {
			locked := s.begin("1", 0)
			locked.Show("1x1")
			locked.Interrupt(settings.WasLocked)
			time.AfterFunc(takes, func() {
				locked.Interrupt(settings.WasLocked)
				locked.Close()
			})
			began, second := time.Now(), s.begin("2", 0)
			s.reopens(second, "1x1", settings.WasLocked)
			if took := time.Since(began); took != min(takes, endTimeout) {
				t.Errorf("it took %s", took)
			}
			time.Sleep(time.Hour)
			s.reopens(s.begin("3", 0), "", settings.NotInterrupted)
		})
	}
}

// A line that is lost again before the dossier is open leaves it to the next login.
func TestALineIsLostAgain(t *testing.T) {
	play(t, func(s *scene) {
		for i := range 3 {
			session := s.begin("1", 0)
			if i == 0 {
				session.Show("1x1")
			} else {
				session.Reopen(s.t.Context())
			}
			session.Interrupt(settings.LineLost)
			session.Close()
		}
		s.reopens(s.begin("2", 0), "1x1", settings.LineLost)
	})
}

// A login that ends while it asks interrupts nobody.
func TestALoginThatEndsInterruptsNobody(t *testing.T) {
	play(t, func(s *scene) {
		s.begin("1", time.Hour).Show("1x1")
		ctx, end := context.WithCancel(s.t.Context())
		time.AfterFunc(time.Second, end)
		if got := s.begin("2", 0).Reopen(ctx); got.Applicant != "" || len(s.ended) > 0 {
			t.Errorf("opens %+v, ended %v", got, s.ended)
		}
		time.Sleep(time.Hour)
	})
}

// Nothing stays for ever.
func TestTheRegistryForgets(t *testing.T) {
	play(t, func(s *scene) {
		session := s.begin("1", 0)
		session.Show("1x1")
		session.Interrupt(settings.LineLost)
		session.Close()
		session.Close()
		time.Sleep(keep)
		s.Sweep()
		if len(s.waiting) > 0 || len(s.running) > 0 {
			t.Errorf("kept %v, %v", s.waiting, s.running)
		}
	})
}
