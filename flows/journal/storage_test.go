package journal

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"dossier/flows"
)

// TestAFlippedBitIsFoundOnEveryPage flips one bit at the beginning of each page of a
// journal: it is found whether or not a record is on that page.
func TestAFlippedBitIsFoundOnEveryPage(t *testing.T) {
	path := place(t)
	s := open(t, path)
	for seq := range uint64(100) {
		sum := flows.Summary{Pictures: []flows.SentPicture{{SHA256: flows.SHA256{1}, Slot: "selfie", State: "answered"}}}
		requireDone(t, s.Append(t.Context(), anna, entry(seq+1, fmt.Sprintf("id-%d-%s", seq, strings.Repeat("x", 100))), sum))
	}
	if n, err := s.StorageFaults(t.Context()); n != 0 || err != nil {
		t.Fatalf("whole: %d, %v", n, err)
	}
	requireNoErrors(t, s.Close())
	whole, err := os.ReadFile(path)
	requireNoErrors(t, err)
	const pageSize = 4096
	for at := pageSize; at < len(whole); at += pageSize {
		damaged := append([]byte(nil), whole...)
		damaged[at] ^= 0x10
		requireNoErrors(t, os.WriteFile(path, damaged, 0o600))
		n, err := storageFaults(t, path)
		if n == 0 && !errors.Is(err, ErrDamaged) {
			t.Errorf("page %d of %d: %d, %v", at/pageSize+1, len(whole)/pageSize, n, err)
		}
		if n > maxStorageFaults {
			t.Errorf("page %d: %d errors", at/pageSize+1, n)
		}
	}
}

func storageFaults(t *testing.T, path string) (int, error) {
	t.Helper()
	r, err := OpenReadOnly(t.Context(), path)
	if err != nil {
		return 0, err
	}
	defer func() { _ = r.Close() }()
	return r.StorageFaults(t.Context())
}

// TestAnIndexThatHidesARowIsFound: the check for another applicant reads an index alone.
func TestAnIndexThatHidesARowIsFound(t *testing.T) {
	path := place(t)
	s := open(t, path)
	fillEntries(t, s)
	requireNoErrors(t, s.Close())
	content, err := os.ReadFile(path)
	requireNoErrors(t, err)
	at := strings.LastIndex(string(content), "selfie") // one of several copies: a table's or an index's
	content[at] ^= 0x01
	requireNoErrors(t, os.WriteFile(path, content, 0o600))
	if n, err := storageFaults(t, path); n == 0 && err == nil {
		t.Error("not found")
	}
}
