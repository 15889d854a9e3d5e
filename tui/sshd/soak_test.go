//go:build linux

package sshd

import (
	"flag"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	gossh "golang.org/x/crypto/ssh"

	"dossier/personr/sandbox"
	"dossier/tui/tuitest"
)

// The short form is for every run of the tests. .ci/run has five minutes of it, and the long one is
//
//	go test -race ./tui/sshd -run TestManySessions -soak 30m -soak-sessions 50 -soak-rest 1m -timeout 45m
var (
	soakTime     = flag.Duration("soak", 15*time.Second, "how long the sessions of TestManySessions work")
	soakSessions = flag.Int("soak-sessions", 20, "how many sessions work at the same time")
	soakRest     = flag.Duration("soak-rest", 5*time.Second, "how long who has sent three pictures rests; who looks around rests a fifth of it")
)

const (
	soakOperators = 10
	soakSenders   = 20  // of the sessions, those that send pictures, each for an applicant of their own
	soakTurns     = 400 // applicants that each sender may come to
)

// soak is a service with many people on it.
type soak struct {
	*world
	until   time.Time
	sent    atomic.Int32 // applicants whose three pictures were accepted
	sizes   memorySizes
	foreign sync.Map // what was seen of somebody else
}

// TestManySessions has operators work at the same time: some send pictures for one applicant
// after the other, some look around, resize their windows and lose their lines. None of them
// sees anything of another, nothing runs on when they have gone, and the memory that the
// service takes stays what it was.
func TestManySessions(t *testing.T) {
	length := *soakTime
	grain()
	running := goleak.IgnoreCurrent()
	goroutines := runtime.NumGoroutine()
	t.Run("service", func(t *testing.T) {
		var names []string
		for i := range soakOperators {
			names = append(names, operatorOf(i))
		}
		s := &soak{world: newWorldOf(t, soakApplicants(), names...), until: time.Now().Add(length)}
		stop := s.sizes.watch(length)
		t.Run("sessions", func(t *testing.T) {
			for i := range *soakSessions {
				t.Run(fmt.Sprint(i), func(t *testing.T) {
					t.Parallel()
					if i%5 < 2 && i/5*2+i%5 < soakSenders {
						s.sendPictures(t, i)
					} else {
						s.lookAround(t, i)
					}
				})
			}
		})
		stop()
		s.foreign.Range(func(what, _ any) bool { t.Error(what); return true })
		if s.sent.Load() == 0 {
			t.Error("nobody sent anything")
		}
		t.Logf("%d sessions for %s: %d applicants with three pictures each, %s", *soakSessions, length, s.sent.Load(), &s.sizes)
		if before, after, ok := s.sizes.compare(); ok && (after > before*11/10 || after < before*9/10) {
			t.Errorf("resident memory went from %d MiB to %d MiB", before>>20, after>>20)
		}
	})
	goleak.VerifyNone(t, running)
	t.Logf("goroutines: %d before, %d after", goroutines, runtime.NumGoroutine())
}

// operatorOf is who works in a session.
func operatorOf(session int) string { return fmt.Sprintf("op%02d", session%soakOperators) }

// soakApplicants are people whom the provider knows, by the sessions that work for them.
func soakApplicants() []sandbox.Applicant {
	var list []sandbox.Applicant
	for session := range *soakSessions {
		for turn := range soakTurns {
			list = append(list, sandbox.Applicant{ID: applicantOf(session, turn), NameFirst: fmt.Sprintf("Vq%02dname", session%soakOperators), NameLast: "Z"})
		}
	}
	return list
}

// applicantOf is the ID of an applicant. Its end, which is shown, says whose it is.
func applicantOf(session, turn int) string {
	return fmt.Sprintf("1763870400000x%02d%03d5195273%02d%04d", session, turn, session%soakOperators, session/soakOperators*1000+turn)
}

// sendPictures sends three pictures for one applicant after the other.
func (s *soak) sendPictures(t *testing.T, session int) {
	operator := operatorOf(session)
	rest(t, *soakRest*time.Duration(session)/time.Duration(*soakSessions)) // not everybody at once
	for turn := 0; turn < soakTurns && time.Now().Before(s.until); turn++ {
		t.Run(fmt.Sprint(turn), func(t *testing.T) { s.oneDossier(t, session, turn, operator) }) // what it has is given back
		rest(t, *soakRest)
	}
}

func (s *soak) oneDossier(t *testing.T, session, turn int, operator string) {
	client := s.connect(t, session)
	defer func() { _ = client.Close() }()
	o := openWatchedTerminal(t, client, s.listen(operator))
	files := openFilesOn(t, client)
	o.openDossier(applicantOf(session, turn))
	for i := range pictureTitles {
		name := fmt.Sprintf("cq%sz%d.jpg", operator[2:], i)
		o.sendPicture(files, i, name, pictureOf(fmt.Sprintf("%s of %d %d, canary cq%sz", name, session, turn, operator[2:])))
	}
	o.WaitFor("READY")
	s.listFiles(files.ReadDir, operator)
	s.sent.Add(1)
	o.leave(true)
}

// connect logs in. Each session comes from an address of its own, as not everybody sits in one
// office.
func (s *soak) connect(t *testing.T, session int) *gossh.Client {
	t.Helper()
	operator := operatorOf(session)
	for tries := 0; ; tries++ {
		client, err := s.dialFrom(fmt.Sprintf("127.2.0.%d", session+1), operator, gossh.PublicKeys(s.keys[operator]))
		if err == nil {
			return client
		}
		if tries == 20 { // too many at once: who is refused tries again
			t.Fatal(err)
		}
		rest(t, time.Second)
	}
}

// lookAround looks at this and that without sending anything. Every other time the line is
// lost in the middle.
func (s *soak) lookAround(t *testing.T, session int) {
	operator := operatorOf(session)
	for turn := 0; time.Now().Before(s.until); turn++ {
		t.Run(fmt.Sprint(turn), func(t *testing.T) { s.oneLook(t, session, turn, operator) })
		rest(t, *soakRest/5)
	}
}

func (s *soak) oneLook(t *testing.T, session, turn int, operator string) {
	client := s.connect(t, session)
	defer func() { _ = client.Close() }()
	o := openWatchedTerminal(t, client, s.listen(operator))
	o.waitForStart()
	o.Type("17638")
	o.WaitFor("┃ 17638")
	_ = o.session.WindowChange(30, 100)
	o.Type(tuitest.F1)
	o.WaitFor("On this screen")
	o.Type(tuitest.Esc)
	o.WaitGone("On this screen")
	files := openFilesOn(t, client)
	name := fmt.Sprintf("cq%sz-%d-%d.jpg", operator[2:], session, turn)
	putFile(t, files, name, pictureOf("canary cq"+operator[2:]+"z"))
	s.listFiles(files.ReadDir, operator)
	if err := files.Remove(name); err != nil { // nobody chooses it, and an inbox holds fifty
		t.Errorf("removing a file: %v", err)
	}
	if turn%2 == 0 {
		o.leave(false)
	}
}

// rest is what people do between two things.
func rest(t *testing.T, length time.Duration) {
	select {
	case <-time.After(length):
	case <-t.Context().Done():
	}
}
