//go:build unix

package e2e

import (
	"bytes"
	"maps"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"

	"dossier/tui/tuitest"
)

// canaryService is the SSH service of a scene, with one operator.
type canaryService struct {
	*canaryWorld
	*serviceProcess
	look func() map[string][]byte
}

// serviceLog is what the service writes to its stderr, which systemd keeps.
const serviceLog = "service.log"

// startCanaryService starts the service of a scene. Its command line may be wrapped.
func startCanaryService(s *canaryWorld, wrap ...string) *canaryService {
	s.t.Helper()
	v := &canaryService{canaryWorld: s, serviceProcess: &serviceProcess{
		t: s.t, program: s.program, environ: s.environ, dir: s.at("work"), folder: s.at("config", "service"), key: s.at("run", "id"), port: freePort(s.t),
		log: s.at("work", serviceLog), wrap: wrap, flags: []string{"--hold", "20ms"},
	}}
	v.initialise()
	v.start()
	v.look = watchProcess(v.cmd.Process.Pid)
	return v
}

// client runs one of OpenSSH's programs and returns what it said.
func (v *canaryService) client(program string, input []byte, args ...string) (string, error) {
	portFlag := "-P"
	if program == "ssh" {
		portFlag = "-p"
	}
	cmd := exec.Command(program, append(v.options(portFlag), args...)...)
	cmd.Stdin, cmd.Dir = bytes.NewReader(input), "/"
	stop := time.AfterFunc(patience, func() { _ = cmd.Process.Kill() })
	defer stop.Stop()
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// openWizard opens the wizard on a terminal by ssh.
func (v *canaryService) openWizard() *console {
	v.t.Helper()
	path, err := exec.LookPath("ssh")
	if err != nil {
		v.t.Fatal(err)
	}
	return v.openConsole(path, append(v.options("-p"), "maya@127.0.0.1")...)
}

// code is that of the inbox on the screen.
func (c *console) inboxCode() string {
	c.t.Helper()
	code := inboxCode.FindStringSubmatch(c.WaitFor("from your own computer", "code "))
	if code == nil {
		c.t.Fatalf("no code on:\n%s", c.Screen())
	}
	return code[1]
}

// send brings a picture into the inbox and sends it.
func (v *canaryService) send(c *console, title, picture, slot string) {
	v.t.Helper()
	c.WaitFor(title)
	said, err := v.client("scp", nil, v.picture(picture), "127.0.0.1:"+c.inboxCode()+"/"+slot)
	if err != nil || !strings.Contains(said, "arrived for "+slot) {
		v.t.Fatalf("scp said %q, %v", said, err)
	}
	c.WaitFor(title, canFile[:len("canaryfil")])
	c.WaitFor("▸ "+canFile[:len("canaryfil")], "enter send")
	c.Type(tuitest.Enter)
}

// stop ends the service and returns what can be read of it: its log, what the kernel shows of
// the process, and every file that is new or changed.
func (v *canaryService) stop(signal syscall.Signal) map[string][]byte {
	v.t.Helper()
	v.signal(signal)
	v.waitForEnd()
	places := v.look()
	v.startedWith(v.cmd, places)
	maps.Copy(places, v.files())
	return places
}

// sendInEveryWay sends in each way in which something arrives, each with names of canaries: whole, cut
// off, by the old protocol, without sftp, under a dead code and in folders.
func (v *canaryService) sendInEveryWay(code string) {
	v.t.Helper()
	picture := v.pictures["back"]
	for _, args := range [][]string{
		{v.picture("back"), "127.0.0.1:" + code + "/" + canFile + "-1.jpg"},
		{"-O", v.picture("back"), "127.0.0.1:" + code + "/" + canLast + ".jpg"},
		{"-r", v.at("home", canFolder), "127.0.0.1:" + code},
		{v.picture("back"), "127.0.0.1:YY8Y/" + canFile},
		{"127.0.0.1:" + code + "/" + canFile + "-1.jpg", v.at("work", "fetched")},
	} {
		_, _ = v.client("scp", nil, args...)
	}
	_, _ = v.client("ssh", picture[:len(picture)/2], "127.0.0.1", "put", code+"/"+canFile+"-cut.jpg")
	_, _ = v.client("ssh", nil, "127.0.0.1", "cat", "/home/"+canFolder+"/"+canFile, canToken)
	_, _ = v.client("sftp", []byte("mkdir "+code+"/"+canLast+"\nrename "+code+"/"+canFile+"-1.jpg "+code+"/"+canLast+"/x.jpg\nls -l "+code+"\n"), "-b", "-", "127.0.0.1")
}

// TestCanariesOfTheService goes the whole way over SSH: nothing of a person, a document, a
// path or a token is in the service's log, its files, or what the kernel shows of it.
func TestCanariesOfTheService(t *testing.T) {
	t.Parallel()
	v := startCanaryService(newCanaryWorld(t))
	c := v.openWizard()
	c.openDossier()
	c.WaitFor(front)
	v.sendInEveryWay(c.inboxCode())
	v.send(c, front, "front", "front")
	v.send(c, back, "back", "back")
	v.send(c, "picture 3 of 3", "selfie", "selfie")
	c.WaitFor("✓ Identity card · back", "! Selfie", "not yet: one")
	c.leaveWizard()
	code, screen := c.waitForEnd()
	if code != 0 {
		t.Errorf("ssh ended with status %d", code)
	}
	requireFound(t, v.search(screen), "terminal while it runs", "first name", "file name")
	places := v.stop(syscall.SIGTERM)
	list := v.search(places)
	failOnLeaks(t, list)
	requireFound(t, list, "file state/", "remark")
	if log := string(places["file work/"+serviceLog]); strings.Count(log, `msg="session ends"`) < 8 || strings.Contains(log, "error") {
		t.Errorf("the log:\n%s", log)
	}
	if uploads := v.uploadsOf(anna); len(uploads) != 3 {
		t.Errorf("%d uploads", len(uploads))
	}
}

// TestCanariesOfAServiceThatIsKilled: a signal that has Go print what it was doing, or the
// system write the memory down, leaves nothing of a picture.
func TestCanariesOfAServiceThatIsKilled(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGQUIT, syscall.SIGABRT, syscall.SIGSEGV} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			// With as much of a core dump allowed as can be, to see that it is not.
			v := startCanaryService(newCanaryWorld(t), "sh", "-c", `ulimit -c unlimited 2>/dev/null; exec "$@"`, "sh")
			c := v.openWizard()
			c.openDossier()
			c.WaitFor(front)
			v.sendInEveryWay(c.inboxCode())
			c.WaitFor(canFile[:len("canaryfil")])
			places := v.stop(signal)
			// The shell's own environment is not exactly the one that it was given.
			maps.DeleteFunc(places, func(place string, _ []byte) bool { return strings.HasPrefix(place, "environ") })
			failOnLeaks(t, v.search(places))
			if files := v.coreFiles(); len(files) > 0 {
				t.Errorf("the memory was written down: %v", files)
			}
		})
	}
}

// coreFiles are the files of the scene that may be a core dump.
func (v *canaryService) coreFiles() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(v.files())), func(name string) bool { return !strings.Contains(name, "core") })
}

// TestCanariesOfAPanicInTheService panics in each part of a session with what that part works
// with. The person is told, the value goes nowhere, and the others go on.
func TestCanariesOfAPanicInTheService(t *testing.T) {
	t.Parallel()
	for _, where := range []string{"view", "desk", "input", "inbox", "request", "body", "output", "window", "sftp", "scp", "put"} {
		t.Run(where, func(t *testing.T) {
			t.Parallel()
			v := startCanaryService(newPanicScene(t, where, "all"))
			c := v.openWizard()
			isWizards := v.bringAbout(c, where)
			if said, err := v.client("ssh", nil, "127.0.0.1", "hello"); err == nil || !strings.Contains(said, "no commands are run here") {
				t.Errorf("another session: %q, %v", said, err)
			}
			if isWizards {
				_, places := c.waitForEnd()
				if after := string(places["terminal after it"]); where != "output" && where != "window" && !strings.Contains(after, "error") {
					t.Errorf("the person is told %q", after)
				}
			}
			places := v.stop(syscall.SIGTERM)
			failOnLeaks(t, v.search(places))
			if log := string(places["file work/"+serviceLog]); where != "sftp" && where != "scp" && where != "body" && !strings.Contains(log, "error of the program") {
				t.Errorf("the log does not say so:\n%s", log)
			}
		})
	}
}

// bringAbout goes as far as the part that panics is asked for, and reports whether that ends
// the wizard.
func (v *canaryService) bringAbout(c *console, where string) (endsWizard bool) {
	switch where {
	case "view", "output":
		c.openApplicant(anna)
		return true
	}
	c.openDossier()
	if where == "desk" {
		return true
	}
	c.WaitFor(front)
	code := c.inboxCode()
	switch where {
	case "input":
		c.Type("~/" + canFile)
	case "window":
		if err := pty.Setsize(c.tty, &pty.Winsize{Rows: 30, Cols: 100}); err != nil {
			v.t.Fatal(err)
		}
	case "inbox", "request", "body":
		if where == "inbox" {
			_, _ = v.client("scp", nil, v.picture("front"), "127.0.0.1:"+code+"/front")
			return true // it is looked at as soon as it is there
		}
		v.send(c, front, "front", "front")
		return where == "request"
	case "sftp":
		_, _ = v.client("scp", nil, v.picture("front"), "127.0.0.1:"+code+"/front")
		return false
	case "scp":
		_, _ = v.client("scp", nil, "-O", v.picture("front"), "127.0.0.1:"+code+"/front")
		return false
	case "put":
		_, _ = v.client("ssh", v.pictures["front"], "127.0.0.1", "put", code+"/"+canFile)
		return false
	}
	return true
}

// TestTheSearchFindsALeakOfTheService is the control: a service that writes into its log what
// it is sent is not clean.
func TestTheSearchFindsALeakOfTheService(t *testing.T) {
	t.Parallel()
	v := startCanaryService(newPanicScene(t, "log", ""))
	_, _ = v.client("ssh", v.pictures["front"], "127.0.0.1", "put", "YY8Y/"+canFile)
	got := leaks(v.search(v.stop(syscall.SIGTERM)), everywhere)
	if want := (found{"file work/" + serviceLog, "file name", "as it is"}); !slices.Contains(got, want) {
		t.Errorf("%v was not found; found %v", want, got)
	}
}
