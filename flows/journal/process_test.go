package journal

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"

	"dossier/flows"
	"dossier/flows/journal/racetest"
)

// TestMain lets the test binary be its own children: other processes on the
// same file.
func TestMain(m *testing.M) {
	if len(os.Args) > 2 && strings.HasPrefix(os.Args[1], "child:") {
		os.Exit(runChildRole(os.Args[1], os.Args[2], os.Args[3:]))
	}
	os.Exit(m.Run())
}

// rerunBinary is this test binary once more; the race detector's pause at exit (1 s)
// is left out.
func rerunBinary(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), "GORACE=atexit_sleep_ms=0")
	return c
}

func runChildRole(role, path string, args []string) int {
	ctx := context.Background()
	if role == "child:starved" {
		starve()
	}
	s, err := Open(ctx, path, testKeys)
	if err != nil {
		fmt.Print(err)
		return 0
	}
	defer func() { _ = s.Close() }()
	switch role {
	case "child:open", "child:starved":
		fmt.Print("opened")
	case "child:hold":
		return hold(ctx, s)
	case "child:append":
		return appendForEver(ctx, s)
	case "child:contend":
		return contend(ctx, s, args[0], args[1])
	case "child:release":
		return obeyReleases(s, args[0])
	}
	return 0
}

// hold keeps others from writing until its input ends.
func hold(ctx context.Context, s *Journal) int {
	w, err := s.beginWrite(ctx)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	fmt.Println("held")
	_, _ = io.Copy(io.Discard, os.Stdin)
	_ = w.tx.Rollback()
	return 0
}

// appendForEver says each number once its entry is Done.
func appendForEver(ctx context.Context, s *Journal) int {
	for {
		list, err := s.Load(ctx, anna, 0)
		if err != nil {
			fmt.Println("load:", err)
			return 1
		}
		for seq := uint64(len(list)) + 1; ; seq++ {
			if out := s.Append(ctx, anna, entry(seq, fmt.Sprint("id", seq)), flows.Summary{Text: "x"}); out.Result != Done {
				fmt.Println("append:", out.Err)
				return 1
			}
			fmt.Println(seq)
		}
	}
}

// contend makes count entries of its own, always on the newest head, and says
// each number that was Done.
func contend(ctx context.Context, s *Journal, name, count string) int {
	want, _ := strconv.Atoi(count)
	head := uint64(0)
	for made := 0; made < want; {
		out := s.Append(ctx, anna, entry(head+1, fmt.Sprintf("%s-%d", name, made)), flows.Summary{})
		switch out.Result {
		case Done:
			head++
			made++
			fmt.Println(head)
		case Conflict:
			list, err := s.Load(ctx, anna, head)
			if err != nil {
				fmt.Println("load:", err)
				return 1
			}
			head += uint64(len(list))
		default:
			fmt.Println("unknown:", out.Err)
			return 1
		}
	}
	return 0
}

func TestEightProcessesNeverShareAPosition(t *testing.T) {
	const processes, each = 8, 25
	path := place(t) // made by the process that comes first
	said := make([]string, processes)
	var all sync.WaitGroup
	for i := range processes {
		all.Go(func() {
			out, err := rerunBinary("child:contend", path, fmt.Sprint("p", i), fmt.Sprint(each)).CombinedOutput()
			if said[i] = string(out); err != nil {
				t.Errorf("process %d: %v: %s", i, err, out)
			}
		})
	}
	all.Wait()
	heads := map[string]bool{}
	for _, line := range strings.Fields(strings.Join(said, "\n")) {
		if heads[line] {
			t.Errorf("position %s was given twice", line)
		}
		heads[line] = true
	}
	list := load(t, open(t, path), anna, 0)
	ids := map[string]bool{}
	for _, e := range list {
		ids[e.ID] = true
	}
	if len(heads) != processes*each || len(list) != processes*each || len(ids) != processes*each {
		t.Errorf("%d acknowledged, %d stored, %d IDs; want %d: %s", len(heads), len(list), len(ids), processes*each, said)
	}
}

func TestWhatWasAcknowledgedSurvivesAKill(t *testing.T) {
	racetest.Skip(t, "a killed process reports no race")
	rounds := 50
	if testing.Short() || onPostgres(t) { // what a server acknowledged does not lie with its client
		rounds = 5
	}
	path := place(t)
	acknowledged := 0
	for round := range rounds {
		last := killWriter(t, path, 1+round%7)
		acknowledged = max(acknowledged, last)
		s := open(t, path)
		list := load(t, s, anna, 0)
		if len(list) < acknowledged {
			t.Fatalf("round %d: %d entries, %d were acknowledged", round, len(list), acknowledged)
		}
		// A server may carry out the dead client's last word between two looks.
		waitFor(t, func() bool {
			summary, err := s.RecentDossiers(t.Context(), origin, 1)
			return err == nil && summary[0].Head == uint64(len(load(t, s, anna, 0)))
		})
		requireNoErrors(t, s.Close())
	}
	if acknowledged < rounds {
		t.Errorf("only %d entries in %d rounds: the kills proved nothing", acknowledged, rounds)
	}
}

// killWriter starts an appending process, kills it after lines entries and returns
// the last number that it said.
func killWriter(t *testing.T, path string, lines int) int {
	t.Helper()
	child := rerunBinary("child:append", path)
	out, err := child.StdoutPipe()
	requireNoErrors(t, err, child.Start())
	last := 0
	scan := bufio.NewScanner(out)
	for n := 1; scan.Scan(); n++ {
		if n == lines {
			requireNoErrors(t, child.Process.Kill())
		}
		number, err := strconv.Atoi(scan.Text())
		if err != nil {
			t.Fatalf("child: %s", scan.Text())
		}
		last = number
	}
	_ = child.Wait() // killed, as ordered
	return last
}
