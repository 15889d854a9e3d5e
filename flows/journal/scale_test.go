package journal

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/journal/racetest"
	"dossier/flows/journal/servertest"
)

var (
	scaleDossiers = flag.Int("scale", defaultScale, "how many dossiers the large journal of TestScale has, 20 entries each")
	scaleFolder   = flag.String("scale-folder", "", "keep the large journal in this folder for the next run")
)

const (
	few          = 300   // the size that the large journal is compared with
	defaultScale = 3_000 // the size of the large one without the flag
	perDossier   = 20
)

// TestScale compares a large journal with one of 300 dossiers: what a person
// waits for must not grow with the total, in a file or in a database to which the files
// are copied. `-scale 1000000` is the size that the program is made for.
func TestScale(t *testing.T) {
	if testing.Short() {
		t.Skip("it fills four journals")
	}
	racetest.Skip(t, "it compares times")
	n := *scaleDossiers
	small, large := grown(t, diskPlace(t), few), grown(t, scalePlace(t), n)
	t.Run("file", func(t *testing.T) { compare(t, small, large, n) })
	t.Run("server", func(t *testing.T) {
		server := scaleServer(t)
		compare(t, copied(t, server, small), copied(t, server, large), n)
	})
}

// copied is a copy of a journal in a database.
func copied(t *testing.T, server *servertest.Server, file *Journal) *Journal {
	t.Helper()
	address := server.Database(t)
	begin, to := time.Now(), open(t, address)
	head, err := Copy(t.Context(), file, to, nil)
	requireNoErrors(t, err)
	took := time.Since(begin)
	t.Logf("%d records copied in %s, %.0f a second", head.Pos, took.Round(time.Millisecond), float64(head.Pos)/took.Seconds())
	server.Exec(t, address, "VACUUM ANALYZE") // as the server does by itself in time
	return to
}

// scaleServer has its data on the disk when there is much of it.
func scaleServer(t *testing.T) *servertest.Server {
	t.Helper()
	if *scaleDossiers > defaultScale {
		return servertest.DedicatedServer(t)
	}
	return servertest.SharedServer(t)
}

// compare measures what a person waits for in both.
func compare(t *testing.T, small, large *Journal, n int) {
	t.Helper()
	for _, c := range []struct {
		name string
		do   func(j *Journal, n int) error
	}{
		{"start screen, 200 rows", func(j *Journal, _ int) error {
			list, err := j.RecentDossiers(t.Context(), origin, 200)
			if len(list) != 200 {
				return fmt.Errorf("%d rows", len(list))
			}
			return err
		}},
		{"load one dossier", func(j *Journal, n int) error {
			list, err := j.Load(t.Context(), nth(rand.IntN(n)), 0)
			if len(list) < perDossier {
				return fmt.Errorf("%d entries", len(list))
			}
			return err
		}},
		{"append one event", appendOne},
		{"who has this picture", func(j *Journal, n int) error {
			list, err := j.FindPicture(t.Context(), origin, pictureOf(rand.IntN(n)))
			if len(list) != 1 {
				return fmt.Errorf("met %d times", len(list))
			}
			return err
		}},
	} {
		compareOne(t, c.name, func() error { return c.do(small, few) }, func() error { return c.do(large, n) }, n)
	}
	proveInConstantMemory(t, large, n)
}

// compareOne measures one of them, again where another program may have disturbed it:
// what grows with the total does so each time.
func compareOne(t *testing.T, name string, small, large func() error, n int) {
	t.Helper()
	for range 5 {
		a, b := inTurn(t, small, large)
		ratio := float64(b) / float64(a)
		t.Logf("%-24s %8s at %d dossiers, %8s at %d: %.2f", name, a, few, b, n, ratio)
		// What does not fit into memory any more costs a read more here and there; what
		// grows with the total would be hundreds of times slower at a million.
		if ratio <= 3 || b-a <= 500*time.Microsecond {
			return
		}
	}
	t.Errorf("%s grows with the total", name)
}

// diskPlace is a journal on the disk: what is measured syncs, and the flag may make it too
// large for memory.
func diskPlace(t *testing.T) string { return filepath.Join(t.TempDir(), "data", "journal.db") }

func scalePlace(t *testing.T) string {
	if *scaleFolder == "" {
		return diskPlace(t)
	}
	requireNoErrors(t, os.MkdirAll(*scaleFolder, 0o700))
	return fmt.Sprintf("%s/%d.db", *scaleFolder, *scaleDossiers)
}

func nth(i int) flows.Key {
	return flows.Key{Origin: origin, Applicant: fmt.Sprintf("%dx%d", 1_600_000_000_000+int64(i)*1000, i)}
}

func pictureOf(i int) (h flows.SHA256) {
	copy(h[:], fmt.Sprintf("picture-%d", i))
	return h
}

func appendOne(j *Journal, n int) error {
	i := rand.IntN(n)
	key := nth(i)
	var at uint64
	if err := j.read.QueryRow(j.engine.dialectSQL(getHead), key.Origin, key.Applicant).Scan(&at); err != nil {
		return err
	}
	e := entry(at+1, fmt.Sprintf("%016x%016x", rand.Uint64(), rand.Uint64()))
	e.At = time.Now()
	if out := j.Append(context.Background(), key, e, flows.Summary{
		Text: "check running", Group: "waiting", Pictures: []flows.SentPicture{{SHA256: pictureOf(i), Slot: "identity.front", Attempt: 1, State: "answered"}},
	}); out.Result != Done {
		return out.Err
	}
	return nil
}

// inTurn measures a and b in turn and gives the median of each.
func inTurn(t *testing.T, a, b func() error) (time.Duration, time.Duration) {
	t.Helper()
	const rounds = 101
	var times [2][]time.Duration
	for range rounds {
		for i, do := range []func() error{a, b} {
			begin := time.Now()
			requireNoErrors(t, do())
			times[i] = append(times[i], time.Since(begin))
		}
	}
	slices.Sort(times[0])
	slices.Sort(times[1])
	return times[0][rounds/2], times[1][rounds/2]
}

// grown is a journal with n dossiers.
func grown(t *testing.T, path string, n int) *Journal {
	t.Helper()
	j := open(t, path)
	if list, err := j.RecentDossiers(t.Context(), origin, 1); err != nil || len(list) > 0 {
		return j // kept from a run before
	}
	begin := time.Now()
	loosenDurability(t, j, "OFF", -4_000_000)
	for _, text := range []string{copiedTables[1].insertSQL(perDossier), putPicture, replaceChain} {
		prepared, err := j.write.Prepare(text)
		requireNoErrors(t, err)
		j.appendStatements[text] = prepared
	}
	const batch = 2_000
	prev := chain.GenesisHash(j.id)
	for from := 0; from < n; from += batch {
		requireNoErrors(t, j.withWriteTx(t.Context(), func(w writeTx) error {
			for i := from; i < min(from+batch, n); i++ {
				if err := w.grow(i, &prev); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	loosenDurability(t, j, "FULL", -2_000)
	if n > few {
		t.Logf("%d dossiers, %d entries written in %s", n, n*perDossier, time.Since(begin).Round(time.Second))
	}
	return j
}

// loosenDurability sets what the one writing connection promises and keeps in memory.
func loosenDurability(t *testing.T, j *Journal, synchronous string, cache int) {
	t.Helper()
	_, err := j.write.Exec(fmt.Sprintf("PRAGMA synchronous = %s; PRAGMA cache_size = %d", synchronous, cache))
	requireNoErrors(t, err)
}

// grow writes dossier i with all its entries.
func (w writeTx) grow(i int, prev *chain.Hash) error {
	key := nth(i)
	var dossier int64
	last := flows.Entry{Seq: perDossier, At: time.Unix(1_600_000_000+int64(i), 0)}
	dossier, err := w.putDossier(key, last, flows.Summary{Done: 2, Total: 3, Group: "unfinished", Text: "back refused"})
	if err != nil {
		return err
	}
	tab, args := copiedTables[1], []any{}
	for seq := range uint64(perDossier) {
		pos := uint64(i)*perDossier + seq + 1
		e := chain.Entry{Key: key, Seq: seq + 1, ID: fmt.Sprintf("%026x", (pos*0x9E3779B97F4A7C15)^pos), At: last.At.UnixNano(),
			Session: "DTOJ5PBIXAEVRBLN2LIGX7S7AV", Operator: "maya", Body: bodies[seq%uint64(len(bodies))]}
		r := chain.NewRecord(w.j.key, *prev, pos, e)
		*prev = r.Hash
		args = append(args, int64(pos), dossier, int64(e.Seq), e.ID, e.At, e.Session, e.Operator, e.Body, nil, nil, r.Hash[:], r.Seal[:])
	}
	if err := w.exec(tab.insertSQL(perDossier), args...); err != nil {
		return err
	}
	hash := pictureOf(i)
	if err := w.exec(putPicture, key.Origin, key.Applicant, hash[:], "identity.front", 1, "answered"); err != nil {
		return err
	}
	return w.exec(replaceChain, w.j.id, w.j.keyID, int64(i+1)*perDossier, prev[:])
}

// bodies are events of the usual sizes.
var bodies = [][]byte{
	[]byte(`{"v":1,"kind":"Opened","event":{}}`),
	[]byte(`{"v":1,"kind":"FileChosen","event":{"slot":{"need":"identity","side":"FRONT_SIDE"},"sha256":"82f51cfaa0abedf2a36c03ec9fc148779890c6fca152372ed810c90d19f48703","bytes":67136,"mediaType":"image/jpeg","pixels":{"width":1200,"height":800}}}`),
	[]byte(`{"v":1,"kind":"Released","event":{"attempt":1}}`),
	[]byte(`{"v":1,"kind":"Answered","event":{"attempt":1,"kind":"accepted","status":200,"message":"","echo":{"applicant":"1763870400000x405886519539808060","type":"ID_CARD","side":"FRONT_SIDE","country":"AUS"},"ray":"8f1e2d3c4b5a-SYD"}}`),
}

// proveInConstantMemory verifies the journal and watches the heap: what is kept
// while it runs must not grow with the records.
func proveInConstantMemory(t *testing.T, j *Journal, n int) {
	t.Helper()
	key, _ := testKeys(false)
	v, begin, peak := chain.NewVerifier(j.ID(), key, nil), time.Now(), uint64(0)
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	requireNoErrors(t, j.Records(t.Context(), func(r chain.Record) error {
		v.Add(r)
		if r.Pos%100_000 == 0 {
			runtime.ReadMemStats(&now)
			peak = max(peak, now.HeapInuse-min(before.HeapInuse, now.HeapInuse))
		}
		return nil
	}))
	r, took := v.Finish(), time.Since(begin)
	t.Logf("verified %d records in %s, %.0f a second; heap in use grew by at most %.1f MiB",
		r.Records, took.Round(time.Millisecond), float64(r.Records)/took.Seconds(), float64(peak)/(1<<20))
	if !r.OK() || r.Records < uint64(n*perDossier) {
		t.Errorf("%+v", r)
	}
	if peak > 16<<20 {
		t.Errorf("the heap grew by %d bytes", peak)
	}
}
