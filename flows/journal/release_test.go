package journal

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"dossier/flows"
)

var (
	releaseRounds    = flag.Int("releaserounds", 5, "how many pictures TestAPictureIsReleasedForOneApplicant sends")
	releaseProcesses = flag.Bool("releaseprocesses", false, "let TestAPictureIsReleasedForOneApplicant use processes, not journals of its own process")
)

// contenders is how many applicants one picture is sent for at the same moment.
const contenders = 6

// releaser sends pictures for an applicant: it looks first, as the desk does, and
// releases next. Each round has a picture and a dossier of its own.
type releaser interface {
	look(round int) string                 // "free", or that another applicant has it
	release(round int, shared bool) string // the result of the append
}

// ownReleaser is a releaser in this process.
type ownReleaser struct {
	s *Journal
	n int
}

func pictureOfRound(round int) flows.SHA256 {
	return flows.SHA256{byte(round), byte(round >> 8), byte(round >> 16), 1}
}

func (r ownReleaser) look(round int) string {
	uses, err := r.s.FindPicture(context.Background(), origin, pictureOfRound(round))
	if err != nil || len(uses) > 0 {
		return fmt.Sprint("used ", err)
	}
	return "free"
}

func (r ownReleaser) release(round int, shared bool) string {
	key := flows.Key{Origin: origin, Applicant: fmt.Sprintf("%dx%d", round, r.n)}
	out := r.s.Append(context.Background(), key, releaseEntry(1, key.Applicant), releaseSummary(pictureOfRound(round), shared))
	return out.Result.String()
}

func releaseEntry(seq uint64, id string) flows.Entry {
	e := entry(seq, id)
	e.Event = flows.Released{Attempt: 1}
	return e
}

func releaseSummary(hash flows.SHA256, shared bool) flows.Summary {
	return flows.Summary{
		Release:  &flows.PictureRelease{SHA256: hash, IsShared: shared},
		Pictures: []flows.SentPicture{{SHA256: hash, Slot: "selfie", State: "released"}},
	}
}

// otherReleaser is a releaser in a process of its own: a line is an order, and a line
// is its answer.
type otherReleaser struct {
	orders  io.Writer
	answers *bufio.Reader
}

func newOtherReleaser(t *testing.T, path string, n int) releaser {
	t.Helper()
	child := rerunBinary("child:release", path, fmt.Sprint(n))
	in, err := child.StdinPipe()
	requireNoErrors(t, err)
	out, err := child.StdoutPipe()
	child.Stderr = os.Stderr
	requireNoErrors(t, err, child.Start())
	t.Cleanup(func() { requireNoErrors(t, in.Close(), child.Wait()) })
	return otherReleaser{in, bufio.NewReader(out)}
}

func (r otherReleaser) ask(order string, args ...any) string {
	fmt.Fprintln(r.orders, append([]any{order}, args...)...)
	answer, err := r.answers.ReadString('\n')
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(answer)
}

func (r otherReleaser) look(round int) string                 { return r.ask("look", round) }
func (r otherReleaser) release(round int, shared bool) string { return r.ask("release", round, shared) }

// obeyReleases is the process of an otherReleaser.
func obeyReleases(s *Journal, number string) int {
	own := ownReleaser{s: s}
	if _, err := fmt.Sscan(number, &own.n); err != nil {
		return 1
	}
	var order string
	var round int
	var shared bool
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if n, _ := fmt.Sscan(lines.Text(), &order, &round, &shared); n == 2 {
			fmt.Println(own.look(round))
		} else {
			fmt.Println(own.release(round, shared))
		}
	}
	return 0
}

// together lets every releaser do something at the same time, and counts the answers.
func together(list []releaser, do func(releaser) string) map[string]int {
	answers := make([]string, len(list))
	var all sync.WaitGroup
	for i, r := range list {
		all.Go(func() { answers[i] = do(r) })
	}
	all.Wait()
	count := map[string]int{}
	for _, a := range answers {
		count[a]++
	}
	return count
}

// TestAPictureIsReleasedForOneApplicant lets several writers send the picture of each
// round for different applicants. All look before any releases, so a check outside the
// transaction would let every one of them pass; releases that a person wants to share
// show that.
func TestAPictureIsReleasedForOneApplicant(t *testing.T) {
	path := place(t)
	list := make([]releaser, contenders)
	for n := range list {
		if *releaseProcesses {
			list[n] = newOtherReleaser(t, path, n)
		} else {
			list[n] = ownReleaser{open(t, path), n}
		}
	}
	several, shared := 0, 0
	for round := range *releaseRounds {
		isShared := round%5 == 4
		if free := together(list, func(r releaser) string { return r.look(round) }); free["free"] != contenders {
			t.Fatalf("round %d: %v before any release", round, free)
		}
		got := together(list, func(r releaser) string { return r.release(round, isShared) })
		switch {
		case isShared && got["done"] == contenders:
			shared++
		case !isShared && got["done"] == 1 && got["other applicant"] == contenders-1:
		default:
			several++
			t.Errorf("round %d, shared %t: %v", round, isShared, got)
		}
	}
	t.Logf("%d rounds of %d: %d wrong; %d were shared on purpose", *releaseRounds, contenders, several, shared)
	if !verifyChain(t, open(t, path)).OK() {
		t.Error("the chain is broken")
	}
}

func TestAReleaseIsRefusedWhileAnotherApplicantHasThePicture(t *testing.T) {
	s := open(t, place(t))
	one, two := flows.SHA256{1}, flows.SHA256{2}
	there := flows.Key{Origin: "https://other.example", Applicant: ben.Applicant}
	heads := map[flows.Key]uint64{}
	send := func(key flows.Key, sum flows.Summary) Result {
		t.Helper()
		out := s.Append(t.Context(), key, releaseEntry(heads[key]+1, fmt.Sprint(key, heads[key])), sum)
		if out.Result == Done {
			heads[key]++
		}
		return out.Result
	}
	want := func(what string, got, want Result) {
		t.Helper()
		if got != want {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	want("the first", send(anna, releaseSummary(one, false)), Done)
	want("again for the same applicant", send(anna, releaseSummary(one, false)), Done)
	want("another applicant", send(ben, releaseSummary(one, false)), OtherApplicant)
	want("another picture", send(ben, releaseSummary(two, false)), Done)
	want("another service", send(there, releaseSummary(one, false)), Done)
	want("with a reason", send(ben, releaseSummary(one, true)), Done)
	want("the first once more", send(anna, releaseSummary(one, false)), OtherApplicant)
	requireDone(t, s.Append(t.Context(), ben, entry(heads[ben]+1, "not sent"), flows.Summary{}))
	want("after the other's was not sent", send(anna, releaseSummary(one, false)), Done)
	if out := s.Append(t.Context(), ben, releaseEntry(heads[ben]+2, "unnamed"), flows.Summary{}); out.Result != Unknown || out.Err == nil {
		t.Errorf("a release that does not name its picture: %v", out.Result)
	}
	if _, err := s.Purge(t.Context(), purgeAll(), nil); err != nil {
		t.Fatal(err)
	}
	want("after the purge", send(flows.Key{Origin: origin, Applicant: "17x50"}, releaseSummary(one, false)), Done)
}
