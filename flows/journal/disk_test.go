package journal

import (
	"fmt"
	"path/filepath"
	"testing"

	"dossier/flows"
	"dossier/flows/journal/disktest"
)

// diskEngine is the product's engine, but for whose errors it reads.
type diskEngine struct{ sqliteEngine }

func (diskEngine) classifyError(err error) error {
	if code, ok := disktest.ResultCode(err); ok {
		return errorFromCode(code)
	}
	return sqliteEngine{}.classifyError(err)
}

func (diskEngine) violatedConstraint(err error) string {
	if _, ok := disktest.ResultCode(err); !ok {
		return ""
	}
	return constraintFromMessage(err.Error())
}

// onDisk opens the journal on a disk of disktest as openSQLite and Open do: all
// of the product but the engine. It returns the journal with an error too, when
// there is something to close.
func onDisk(t *testing.T, d *disktest.Disk) (*Journal, error) {
	t.Helper()
	j := newDiskJournal(t, d, "")
	if err := j.startSQLite(t.Context(), realPath(t), forWriting); err != nil {
		return j, j.journalError(err)
	}
	return j, finishOpening(t, j)
}

// openWithSettings is onDisk with settings that the product would refuse.
func openWithSettings(t *testing.T, d *disktest.Disk, settings string) (*Journal, error) {
	t.Helper()
	j := newDiskJournal(t, d, settings)
	if err := ensureSQLiteSchema(t.Context(), j.write, filepath.Dir(realPath(t))); err != nil {
		return j, err
	}
	return j, finishOpening(t, j)
}

func newDiskJournal(t *testing.T, d *disktest.Disk, more string) *Journal {
	t.Helper()
	write, err := d.OpenPool(1, sqliteSettings+"_txlock=immediate"+more)
	requireNoErrors(t, err)
	read, err := d.OpenPool(readerCount, sqliteSettings+"_query_only=1"+more)
	requireNoErrors(t, err)
	return newJournal(diskEngine{}, write, read)
}

// realPath is a path in a real folder: first openers lock it.
func realPath(t *testing.T) string { return filepath.Join(t.TempDir(), "journal.db") }

func finishOpening(t *testing.T, j *Journal) error {
	t.Helper()
	if err := j.openChain(t.Context(), testKeys, forWriting, nil); err != nil {
		return err
	}
	return j.journalError(j.prepareStatements(t.Context()))
}

// written is an entry whose append was Done.
type written struct {
	key   flows.Key
	entry flows.Entry
}

// record appends n entries to some dossiers and notes each on the disk when it
// is Done. In the first half the journal is closed and opened now and then; in
// the second its log grows until SQLite moves it into the database by itself.
func record(t *testing.T, d *disktest.Disk, open func() (*Journal, error), n int) []written {
	t.Helper()
	var list []written
	var s *Journal
	heads := map[flows.Key]uint64{}
	for i := range n {
		if i%50 == 0 && i <= n/2 {
			if s != nil {
				requireNoErrors(t, s.Close())
			}
			var err error
			s, err = open()
			requireNoErrors(t, err)
		}
		key := flows.Key{Origin: origin, Applicant: fmt.Sprint("17x", i%7)}
		e := entry(heads[key]+1, fmt.Sprint("id", i))
		requireDone(t, s.Append(t.Context(), key, e, sumOf(i)))
		heads[key]++
		list = append(list, written{key, e})
		d.Mark(len(list))
	}
	requireNoErrors(t, s.Close())
	return list
}

// sumOf is a summary whose pictures change with every third entry.
func sumOf(i int) flows.Summary {
	return flows.Summary{Text: fmt.Sprint(i), Pictures: []flows.SentPicture{{SHA256: flows.SHA256{byte(i / 3)}, Slot: "identity.front", Attempt: 1, State: "accepted"}}}
}
