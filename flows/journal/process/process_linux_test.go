package process

import (
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestAPIDThatWasGivenAgainIsAnotherProcess(t *testing.T) {
	own := StartTime(os.Getpid())
	parts := strings.Split(own, "/")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" {
		t.Fatalf("start time %q", own)
	}
	for name, c := range map[string]struct {
		start string
		want  bool
	}{
		"another tick":      {parts[0] + "/" + parts[1] + "/1", false},
		"another boot":      {"b/" + parts[1] + "/" + parts[2], false},
		"another container": {parts[0] + "/pid:[1]/1", true},
	} {
		if got := IsAlive(os.Getpid(), c.start); got != c.want {
			t.Errorf("%s: alive %v, want %v", name, got, c.want)
		}
	}
}

func TestAZombieHasEnded(t *testing.T) {
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^$")
	out, err := child.StdoutPipe()
	if err := errors.Join(err, child.Start()); err != nil {
		t.Fatal(err)
	}
	start := StartTime(child.Process.Pid)
	for _, err := out.Read(make([]byte, 64)); err == nil; _, err = out.Read(make([]byte, 64)) {
		continue
	}
	// The pipe is closed: the process has ended or is about to, and nobody has
	// waited for it, so it stays a zombie.
	for end := time.Now().Add(10 * time.Second); IsAlive(child.Process.Pid, start); runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatal("a zombie counts as alive")
		}
	}
	if err := child.Wait(); err != nil {
		t.Fatal(err)
	}
}
