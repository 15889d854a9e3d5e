package e2e

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/personr"
)

// newDeskConfig is what a session of its own needs, at a client's service.
func newDeskConfig(client *personr.Client, store *journal.Journal, applicant string) desk.Config {
	return desk.Config{
		Key: flows.Key{Origin: client.Origin(), Applicant: applicant}, Store: store, Presences: store, Service: client, Pictures: desk.NewPictures(),
		Session: rand.Text(), Operator: "maya", Self: journal.OwnPresence(), NewID: rand.Text, Resume: client.Resume,
	}
}

func (w *world) key(applicant string) flows.Key {
	return flows.Key{Origin: w.url, Applicant: applicant}
}

// load reads an applicant's entries from the journal; one that is not there yet
// has none.
func (w *world) load(applicant string) ([]flows.Entry, error) {
	ctx := context.Background()
	store, err := journal.OpenReadOnly(ctx, w.journal)
	if errors.Is(err, journal.ErrNoJournal) || errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer store.Close()
	return store.Load(ctx, w.key(applicant), 0)
}

func (w *world) entries(applicant string) []flows.Entry {
	w.t.Helper()
	list, err := w.load(applicant)
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// journey is where an applicant stands by the journal alone.
func (w *world) journey(applicant string) flows.Journey {
	w.t.Helper()
	j, err := flows.Fold(w.key(applicant), w.entries(applicant))
	if err != nil {
		w.t.Fatal(err)
	}
	return j
}

// story is an applicant's journal in one line, an event a word.
func (w *world) story(applicant string) string {
	var words []string
	for _, e := range w.entries(applicant) {
		words = append(words, flows.EventName(e.Event))
	}
	return strings.Join(words, " ")
}

// count is how many events of a name the journal holds.
func (w *world) count(applicant, event string) int {
	n := 0
	for word := range strings.FieldsSeq(w.story(applicant)) {
		if word == event {
			n++
		}
	}
	return n
}

// appendEntry adds an entry to an open journal as another session would.
func (w *world) appendEntry(j *journal.Journal, applicant string, e flows.Entry) {
	w.t.Helper()
	if out := j.Append(w.t.Context(), w.key(applicant), e, flows.Summary{}); out.Result != journal.Done {
		w.t.Fatal(out.Err)
	}
}

// purge removes an applicant's dossier, although somebody has it open.
func (w *world) purge(applicant string) error {
	j, err := journal.Open(context.Background(), w.journal, journaltest.AuditKey)
	if err != nil {
		return err
	}
	defer func() { _ = j.Close() }()
	now := time.Now()
	done, err := j.Purge(context.Background(), journal.PurgeOptions{
		Rule: "one applicant", Applicant: applicant, Operator: "admin", Session: rand.Text(), Now: now.UTC(), NewID: rand.Text,
		UsedSince: now.Add(time.Hour),
	}, nil)
	if err == nil && done.Dossiers != 1 {
		err = fmt.Errorf("%d dossiers were removed", done.Dossiers)
	}
	return err
}

// received is how often each picture of an applicant is at the service: all that
// arrived, and those that it kept.
func (w *world) received(applicant string) (arrived, kept map[flows.SHA256]int) {
	arrived, kept = map[flows.SHA256]int{}, map[flows.SHA256]int{}
	for _, u := range w.uploadsOf(applicant) {
		hash, err := parseHash(u.SHA256)
		if err != nil {
			continue // the upload has no bytes
		}
		arrived[hash]++
		if u.Judged {
			kept[hash]++
		}
	}
	return arrived, kept
}

func parseHash(text string) (hash flows.SHA256, err error) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != len(hash) {
		return hash, fmt.Errorf("%d bytes are no hash: %w", len(raw), err)
	}
	return flows.SHA256(raw), nil
}

// violations compares journal and service. Every picture that arrived was
// released before, as often as it is there, and none was kept more often than
// somebody consented to it.
func (w *world) violations(applicant string, entries []flows.Entry) []string {
	consents := countConsents(entries)
	j, err := flows.Fold(w.key(applicant), entries)
	if err != nil {
		return []string{fmt.Sprintf("the journal cannot be read: %v", err)}
	}
	released, sending := map[flows.SHA256]int{}, map[flows.SHA256]bool{}
	for _, a := range j.Attempts() {
		if !a.ReleasedAt.IsZero() {
			released[a.Picture.SHA256]++
		} else if a.State == flows.AttemptSending {
			sending[a.Picture.SHA256] = true
		}
	}
	var list []string
	arrived, kept := w.received(applicant)
	for hash, n := range arrived {
		switch {
		case sending[hash] && released[hash] == 0:
			list = append(list, "a picture in the state sending is at the service")
		case n > released[hash]:
			list = append(list, fmt.Sprintf("at the service %d times, released %d times", n, released[hash]))
		}
		if kept[hash] > consents[hash] {
			list = append(list, fmt.Sprintf("kept by the service %d times, consents %d", kept[hash], consents[hash]))
		}
	}
	return list
}

func countConsents(entries []flows.Entry) map[flows.SHA256]int {
	consents := map[flows.SHA256]int{}
	for _, e := range entries {
		if chosen, ok := e.Event.(flows.FileChosen); ok {
			consents[chosen.SHA256]++
		}
	}
	return consents
}

// checkInvariants holds for every test: no violation for any applicant of whom
// the service has a picture, and nothing secret in the journal.
func (w *world) checkInvariants() {
	if w.unchecked {
		return
	}
	applicants := map[string]bool{}
	for _, u := range w.service.Uploads() {
		applicants[u.ApplicantID] = true
	}
	for applicant := range applicants {
		entries, err := w.load(applicant)
		if err != nil {
			w.t.Errorf("%s: %v", applicant, err)
			continue
		}
		for _, v := range w.violations(applicant, entries) {
			w.t.Errorf("%s: %s", applicant, v)
		}
	}
	files, _ := filepath.Glob(w.journal + "*")
	for _, f := range files {
		content, _ := os.ReadFile(f)
		for _, word := range []string{secret, "Muster", w.home} {
			if bytes.Contains(content, []byte(word)) {
				w.t.Errorf("the journal holds a token, a name or a path")
			}
		}
	}
}
