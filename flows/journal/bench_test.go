package journal

import (
	"fmt"
	"testing"

	"dossier/flows"
)

// fillJournal makes n dossiers with one entry each, in one transaction.
func fillJournal(b *testing.B, s *Journal, n int) {
	b.Helper()
	err := s.withWriteTx(b.Context(), func(w writeTx) error {
		for i := range n {
			key := flows.Key{Origin: origin, Applicant: fmt.Sprintf("%dx%d", i, i)}
			e := entry(1, fmt.Sprintf("%032x", i*7919%1000003))
			body, _ := flows.Encode(e.Event)
			if _, err := w.appendEntry(key, e, body, flows.Summary{Text: "waiting"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func BenchmarkAppend(b *testing.B) {
	for _, dossiers := range []int{1, 1_000, 100_000} {
		b.Run(fmt.Sprintf("dossiers=%d", dossiers), func(b *testing.B) {
			s := open(b, place(b))
			fillJournal(b, s, dossiers)
			key := flows.Key{Origin: origin, Applicant: "0x0"}
			pictures := []flows.SentPicture{{SHA256: flows.SHA256{1}, Slot: "selfie", State: "released"}}
			seq := uint64(2)
			for b.Loop() {
				requireDone(b, s.Append(b.Context(), key, entry(seq, fmt.Sprintf("%032x", -int64(seq)*2654435761)), flows.Summary{Pictures: pictures}))
				seq++
			}
		})
	}
}

// BenchmarkBareCommit is what Append is measured against: one row of the same
// size in a table without any rule, in the same mode.
func BenchmarkBareCommit(b *testing.B) {
	s := open(b, place(b))
	if _, err := s.write.Exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, body BLOB)"); err != nil {
		b.Fatal(err)
	}
	body, _ := flows.Encode(entry(1, "x").Event)
	for b.Loop() {
		if _, err := s.write.Exec("INSERT INTO bare (body) VALUES (?)", body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStart(b *testing.B) {
	s := open(b, place(b))
	fillJournal(b, s, 10_000)
	for b.Loop() {
		if list, err := s.RecentDossiers(b.Context(), origin, 50); err != nil || len(list) != 50 {
			b.Fatal(len(list), err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	path := place(b)
	if err := open(b, path).Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		s, err := Open(b.Context(), path, testKeys)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
