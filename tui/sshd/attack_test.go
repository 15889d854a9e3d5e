//go:build linux

package sshd

import (
	"flag"
	"fmt"
	"net"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"dossier/flows"
	"dossier/flows/inbox"
	"dossier/flows/journal/racetest"
)

// Where each line of the table in security.md, B.8, as corrected by ssh-field.md, F, is
// attacked. The attacks of this file run against a whole service over real connections.
//
//	no handler of logins         serve: TestServeRefusesToStart; attacks "login"
//	identity by key alone        operators: TestFaultsNameLineAndRemedy (options), attacks "login"
//	calls for an unusable key    TestAnOfferedKeyIsNoIdentity (OpenSSH), attack "a key without its private half"
//	host keys                    serve: TestInitOverwritesNothing, TestServeRefusesToStart
//	time of a handshake          attacks "before the login", TestTheTimesOfAConnection
//	failed logins                gate_test.go, TestFailedLoginsLockASourceOut, attack "twelve unknown keys"
//	idle and total time          TestTheTimesOfAConnection
//	sessions and connections     TestTheLimitsOfAnOperator, attack "fifty channels"
//	env requests                 TestTheEnvironmentIsBounded, attacks "environment"
//	size of a terminal           TestTheSizeOfATerminalIsBounded, attacks "terminal"; with the size
//	                             unbounded the process dies: tui/e2e, TestAnUnboundedTerminalKills
//	commands                     attacks "command"
//	forwarding, agents           TestForwardingIsRefused, attacks "forwarding"
//	panics                       fault_test.go; sftpfiles, scp: TestAPanicIsAFailure; tui/e2e, TestCanariesOfAPanicInTheService
//	limits before the handshake  gate_test.go, attacks "three hundred silent connections" and
//	                             "three addresses that take all places"
//	paths of scp                 scp: TestSink; attacks "files"

// strictLatency has each key answered within the limit, as on a computer that does nothing
// else. Without it the median counts.
var strictLatency = flag.Bool("strict-latency", false, "every key of the probe has to be answered in time, not the median")

const (
	maxLatency = 200 * time.Millisecond // of a key, in another session
	maxGrowth  = 128 << 20              // of the resident memory, in bytes, with the attackers' own
)

// attacker is somebody who does one bad thing to the service.
type attacker struct {
	*testing.T
	*world
	code string // of maya's dossier
}

// attack is one bad thing.
type attack struct {
	name string
	do   func(a *attacker)
}

// TestAttacks does everything in turn that somebody could do to the others on the service:
// strangers and operators. Another operator types all the time and must not notice.
func TestAttacks(t *testing.T) {
	w := newWorld(t, "maya", "ola", "gone")
	w.writeOperators("maya", "ola")
	waitFor(t, func() bool { return len(w.operators.Operators().List()) == 4 }) // ines and lars as well
	code := w.openInbox("maya")
	p := w.startProbe("ola")
	before := settle(t)
	stopMemory := watchMemory()
	for _, group := range []struct {
		name    string
		attacks []attack
		atOnce  bool
	}{
		{"login", loginAttacks(), false},
		{"before the login", greetingAttacks(), true},
		{"all places", []attack{{"three addresses that take all places", (*attacker).takeAllPlaces}}, false},
		{"terminal", terminalAttacks(), false},
		{"environment", environmentAttacks(), false},
		{"channels", channelAttacks(), false},
		{"forwarding", forwardingAttacks(), false},
		{"command", commandAttacks(), false},
		{"files", fileAttacks(), false},
	} {
		t.Run(group.name, func(t *testing.T) {
			p.reset()
			t.Run("attacks", func(t *testing.T) {
				for _, x := range group.attacks {
					t.Run(x.name, func(t *testing.T) {
						if group.atOnce {
							t.Parallel()
						}
						x.do(&attacker{t, w, code})
					})
				}
			})
			p.check(t)
		})
	}
	grown := stopMemory() - before.memory
	t.Logf("resident memory grew by at most %d MiB", grown>>20)
	if grown > maxGrowth && !racetest.Enabled {
		t.Errorf("resident memory grew by %d MiB", grown>>20)
	}
	waitForGoroutines(t, before.goroutines)
	p.stop()
}

// openInbox opens a dossier's inbox as a wizard does, and returns its code.
func (w *world) openInbox(operator string) string {
	w.t.Helper()
	d, err := w.reopen(operator)
	if err != nil {
		w.t.Fatal(err)
	}
	return string(d.Code())
}

func (w *world) reopen(operator string) (*inbox.Dossier, error) {
	key := flows.Key{Origin: w.service.origin, Applicant: "1763870400000x405886519539808060"}
	return w.service.inboxes.Box(operator).Open(key, []inbox.Slot{{Name: "front"}, {Name: "back"}})
}

// state is what has to be as before after all attacks.
type state struct {
	goroutines int
	memory     int64
}

// settle waits until nothing begins or ends any more.
func settle(t *testing.T) state {
	t.Helper()
	debug.FreeOSMemory()
	return state{runtime.NumGoroutine(), residentMemory()}
}

// waitForGoroutines waits until not more than a few run more than before: the probe types.
func waitForGoroutines(t *testing.T, before int) {
	t.Helper()
	const atOnce = 4 // of the probe
	for end := time.Now().Add(20 * time.Second); runtime.NumGoroutine() > before+atOnce; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			all := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, all[:runtime.Stack(all, true)])
		}
	}
}

// residentMemory is that of this process, in bytes (proc(5), /proc/self/status).
func residentMemory() int64 {
	text, _ := os.ReadFile("/proc/self/status")
	for line := range strings.Lines(string(text)) {
		var kilobytes int64
		if n, _ := fmt.Sscanf(line, "VmRSS: %d kB", &kilobytes); n == 1 {
			return kilobytes << 10
		}
	}
	return 0
}

// watchMemory looks at the resident memory until the func is called, which returns the most.
func watchMemory() func() int64 {
	stop, most := make(chan struct{}), make(chan int64)
	go func() {
		top := int64(0)
		for {
			top = max(top, residentMemory())
			select {
			case <-stop:
				most <- top
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() int64 { close(stop); return <-most }
}

// probe is somebody who types all the time.
type probe struct {
	terminal *terminal
	times    chan []time.Duration // what was measured since the last reset
	done     chan struct{}
	ended    chan struct{}
}

// startProbe has an operator type at the first screen.
func (w *world) startProbe(name string) *probe {
	w.t.Helper()
	p := &probe{openTerminal(w.t, w.login(name)), make(chan []time.Duration, 1), make(chan struct{}), make(chan struct{})}
	p.terminal.waitForStart()
	p.times <- nil
	go p.run()
	return p
}

// run types a digit and removes it, again and again.
func (p *probe) run() {
	defer close(p.ended)
	for {
		for _, key := range []struct{ typed, shown string }{{"7", "┃ 7"}, {"\x7f", "┃ "}} {
			begun := time.Now()
			p.terminal.Type(key.typed)
			for !strings.Contains(p.terminal.Screen(), key.shown) || key.typed == "\x7f" && strings.Contains(p.terminal.Screen(), "┃ 7") {
				if time.Since(begun) > 30*time.Second {
					p.terminal.t.Errorf("a key is not answered; the screen:\n%s", p.terminal.Screen())
					return
				}
				time.Sleep(time.Millisecond)
			}
			p.times <- append(<-p.times, time.Since(begun))
		}
		select {
		case <-p.done:
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (p *probe) reset() {
	<-p.times
	p.times <- nil
}

func (p *probe) stop() { close(p.done); <-p.ended }

// check fails if the keys since the last reset were answered too late.
func (p *probe) check(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		list := <-p.times
		p.times <- list
		if len(list) >= 6 {
			break
		}
		if time.Now().After(end) {
			t.Fatal("the other session does not answer")
		}
	}
	list := <-p.times
	p.times <- nil
	slices.Sort(list)
	median, worst := list[len(list)/2], list[len(list)-1]
	t.Logf("%d keys in another session: median %s, worst %s", len(list), median.Round(time.Millisecond), worst.Round(time.Millisecond))
	if !racetest.Enabled && (median > maxLatency || *strictLatency && worst > maxLatency) {
		t.Errorf("another session was slow: median %s, worst %s", median, worst)
	}
}

// sources counts the addresses that attackers have come from: what one did must not be held
// against the next one.
var sources atomic.Uint32

// address is one of this computer that nobody has come from yet.
func (a *attacker) address() string {
	n := sources.Add(1)
	return net.IPv4(127, 1, byte(n>>8), byte(n)).String()
}

// dial logs in from a new address.
func (a *attacker) dial(user string, auth ...gossh.AuthMethod) (*gossh.Client, error) {
	client, err := a.dialFrom(a.address(), user, auth...)
	if err == nil {
		a.Cleanup(func() { _ = client.Close() })
	}
	return client, err
}

// asMaya is a connection of somebody who may log in.
func (a *attacker) asMaya() *gossh.Client {
	a.Helper()
	client, err := a.dial("maya", gossh.PublicKeys(a.keys["maya"]))
	if err != nil {
		a.Fatal(err)
	}
	return client
}
