package journal

import (
	"os"
	"strings"
	"testing"
)

func TestAPIDThatWasGivenAgainIsAnotherProcess(t *testing.T) {
	me := OwnPresence()
	parts := strings.Split(me.StartTime, "/")
	if len(parts) != 3 || parts[0] == "" || parts[1] == "" {
		t.Fatalf("start time %q", me.StartTime)
	}
	for name, c := range map[string]struct {
		start string
		want  bool
	}{
		"another tick":      {parts[0] + "/" + parts[1] + "/1", false},
		"another boot":      {"b/" + parts[1] + "/" + parts[2], false},
		"another container": {parts[0] + "/pid:[1]/1", true},
	} {
		if got := IsProcessAlive(os.Getpid(), c.start); got != c.want {
			t.Errorf("%s: alive %v, want %v", name, got, c.want)
		}
	}
}

func TestAZombieHasEnded(t *testing.T) {
	child := rerunBinary("-test.run=^$")
	out, err := child.StdoutPipe()
	requireNoErrors(t, err, child.Start())
	start := processStartTime(child.Process.Pid)
	for _, err := out.Read(make([]byte, 64)); err == nil; _, err = out.Read(make([]byte, 64)) {
		continue
	}
	// The pipe is closed: the process has ended or is about to, and nobody has
	// waited for it, so it stays a zombie.
	waitFor(t, func() bool { return !IsProcessAlive(child.Process.Pid, start) })
	requireNoErrors(t, child.Wait())
}
