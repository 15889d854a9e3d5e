//go:build linux || darwin

package desk_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/flows/journal/tempdir"
	"dossier/personr"
)

// childOrder tells TestFaultsChild what to do; without it that is no test.
const childOrder = "DOSSIER_FAULT_CHILD"

type childRequest struct {
	URL, Journal string
	Size         int
	Hold         time.Duration
	KeepsLast    bool // the last byte never leaves
}

// openJournal opens the journal that parent and child share.
func openJournal(t *testing.T, path string) journalStore {
	t.Helper()
	store, err := journal.Open(t.Context(), path, journaltest.AuditKey)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	return store
}

// TestFaultsChild is the process that is killed or suspended: it sends one
// picture and lives until its parent ends it.
func TestFaultsChild(t *testing.T) {
	text := os.Getenv(childOrder)
	if text == "" {
		return // only TestFaults starts it, to kill and suspend it
	}
	var o childRequest
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		t.Fatal(err)
	}
	token, err := personr.NewToken("token")
	if err != nil {
		t.Fatal(err)
	}
	client, err := personr.New(personr.Config{BaseURL: o.URL, Token: token})
	if err != nil {
		t.Fatal(err)
	}
	store, files, n := openJournal(t, o.Journal), desk.NewPictures(), 0
	sender := (&run{client: client, keepsLast: o.KeepsLast}).sender()
	d, err := desk.Open(t.Context(), desk.Config{
		Key: flows.Key{Origin: client.Origin(), Applicant: "1x2"}, Store: store, Presences: store, Service: sender, Pictures: files,
		Session: "child", Operator: "child-op", Self: journal.OwnPresence(), TakeBackDelay: o.Hold, Random: func() float64 { return 0 },
		NewID: func() string { n++; return fmt.Sprint("child", n) },
	})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.PostAndWait(t.Context(), append(documents(), put(files, selfie, o.Size))...); err != nil {
		t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, os.Stdin) // ends with the parent
}

// child starts the process that sends the case's picture.
func (r *run) child() *exec.Cmd {
	r.Helper()
	path := filepath.Join(tempdir.New(r), "data", "journal.db")
	r.store = openJournal(r.T, path)
	text, err := json.Marshal(childRequest{r.key.Origin, path, r.size, r.hold, r.keepsLast})
	if err != nil {
		r.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		r.Fatal(err)
	}
	cmd := exec.CommandContext(r.Context(), program, "-test.run=^TestFaultsChild$")
	cmd.Env = append(os.Environ(), childOrder+"="+string(text))
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	in, err := cmd.StdinPipe()
	if err != nil {
		r.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		r.Fatal(err)
	}
	r.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if r.Failed() {
			r.Logf("the child: %s", out.String())
		}
	})
	return cmd
}

// resetsWhenTold goes as far as the case says, waits, and resets; from the
// second upload on it only waits.
func resetsWhenTold(x *exchange) {
	if x.n > 1 {
		x.part()
		x.stall()
		return
	}
	if !x.s.early {
		x.all()
		x.reach()
	} else {
		x.part()
	}
	x.await()
	x.reset()
}

// succeed opens the dossier after the child has gone, and judges.
func (r *run) succeed(cmd *exec.Cmd) {
	r.Helper()
	if err := cmd.Process.Kill(); err != nil {
		r.Fatal(err)
	}
	_ = cmd.Wait()
	r.clock.move(time.Minute) // the child's clock was the host's
	r.desk = r.start(r.config("b"))
	r.settle(selfie, r.c.state)
	r.finish(selfie)
}

// playKilled kills the program with SIGKILL while its picture is on its way.
func playKilled(r *run) {
	cmd := r.child()
	r.awaitFault(1)
	r.succeed(cmd)
}

// playSuspended stops the program, as a host does that sleeps, and ends its
// connection meanwhile.
func playSuspended(r *run) {
	cmd := r.child()
	r.awaitFault(1)
	if err := sleep(cmd.Process); err != nil {
		r.Fatal(err)
	}
	close(r.service.proceed)
	if err := timerFired(cmd.Process); err != nil {
		r.Fatal(err)
	}
	if r.c.when == before {
		r.awaitFault(2) // by itself: nothing had arrived
	} else {
		r.awaitEntry("AnswerLost")
	}
	r.succeed(cmd)
}

// awaitEntry waits for an entry of another process.
func (r *run) awaitEntry(name string) {
	r.Helper()
	ticks := r.store.Watch(r.Context(), r.key)
	late := time.NewTimer(r.patience())
	defer late.Stop()
	for {
		for _, e := range r.entries() {
			if flows.EventName(e.Event) == name {
				return
			}
		}
		select {
		case <-ticks:
		case <-late.C:
			r.Fatalf("never %s: %s", name, r.events())
		}
	}
}
