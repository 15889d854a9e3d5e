package audit

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"io"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/foreign"
)

// Source is where records come from; a journal opened for reading is one.
type Source interface {
	// Records visits every record in the order of the chain.
	Records(ctx context.Context, visit func(chain.Record) error) error
	// RecordsOf visits the records of one dossier, in order, each with the hash that it must
	// follow.
	RecordsOf(ctx context.Context, key flows.Key, visit func(r chain.Record, prev chain.Hash) error) error
	// Services lists the services at which an applicant has a dossier.
	Services(ctx context.Context, applicant string) ([]string, error)
	// Head is the end of the chain; false when there are no records.
	Head(ctx context.Context) (chain.Head, bool, error)
}

// ErrNoDossier says that the journal has no dossier of the applicant.
var ErrNoDossier = errors.New("the journal has no dossier of this applicant: check the ID and whether this is the right journal; a dossier whose time was over may have been removed")

// Scope is which records are wanted; its zero value is all of them.
type Scope struct {
	Applicant string    // one applicant's records; "": everybody's
	Origin    string    // at this service; "": at all; without an applicant it does not count
	Since     time.Time // not written before this; zero: from the beginning
}

// Format is the form of an export.
type Format string

// The formats of an export.
const (
	JSONL Format = "jsonl" // one object per record, as jsonLine documents
	CSV   Format = "csv"   // one row per record, for a spreadsheet
)

// Show makes one line of visible characters of a foreign text.
type Show func(foreign.Text) string

// Export is what is to be written and how.
type Export struct {
	Source Source
	Scope  Scope
	Format Format
	Show   Show // for the cells of CSV
	// CacheSize is how many dossiers the table remembers at least, so that the
	// row of an answer says what it answers; 0 means 10,000.
	CacheSize int

	Journal  string         // the journal's ID, as its heads name it
	AuditKey chain.AuditKey // the empty key verifies the links only
}

// Count says what an export wrote.
type Count struct {
	Records int // entries and tombstones
	Removed int // places of entries that were removed
	// Undated counts removed entries that were left out, because nobody knows
	// any more when they were written.
	Undated int
	// Faults counts what is not as it was written among all records of the scope, and First
	// says what the first of them is. The export holds them as they are.
	Faults uint64
	First  string
}

// encoder writes records in one format. It gets every record of the scope, also
// the unwanted ones before Since, which later ones may refer to.
type encoder interface {
	encodeRecord(r chain.Record, wanted bool) error
	flush() error
}

// Write exports the records in the order of the chain; with an applicant,
// service after service. The error is ErrNoDossier, the source's, or that of w.
func (e Export) Write(ctx context.Context, w io.Writer) (Count, error) {
	buffer := bufio.NewWriter(w)
	var out encoder
	switch e.Format {
	case JSONL:
		out = jsonEncoder{buffer}
	case CSV:
		out = newCSVEncoder(buffer, e.Show, cmp.Or(e.CacheSize, defaultCacheSize))
	default:
		return Count{}, errors.New("an export is jsonl or csv")
	}
	var n Count
	check := e.newCheck()
	err := e.visitRecords(ctx, func(r chain.Record, prev chain.Hash) error {
		check.add(r, prev)
		return out.encodeRecord(r, n.countRecord(r, e.Scope.Since))
	})
	n.Faults, n.First = check.finish()
	if err != nil {
		return n, err
	}
	if err := out.flush(); err != nil {
		return n, err
	}
	return n, buffer.Flush()
}

// countRecord counts a record and reports whether it is to be written.
func (c *Count) countRecord(r chain.Record, since time.Time) bool {
	switch {
	case r.IsRemoved() && !since.IsZero():
		c.Undated++
		return false
	case r.IsRemoved():
		c.Removed++
	case recordTime(r).Before(since):
		return false
	default:
		c.Records++
	}
	return true
}

// visitRecords visits what the scope names, whatever its time. Only the records of one
// applicant come with the hash before them.
func (e Export) visitRecords(ctx context.Context, visit func(r chain.Record, prev chain.Hash) error) error {
	if e.Scope.Applicant == "" {
		return e.Source.Records(ctx, func(r chain.Record) error { return visit(r, chain.Hash{}) })
	}
	services := []string{e.Scope.Origin}
	if e.Scope.Origin == "" {
		var err error
		if services, err = e.Source.Services(ctx, e.Scope.Applicant); err != nil {
			return err
		}
	}
	found := false
	for _, origin := range services {
		key := flows.Key{Origin: origin, Applicant: e.Scope.Applicant}
		err := e.Source.RecordsOf(ctx, key, func(r chain.Record, prev chain.Hash) error {
			found = true
			return visit(r, prev)
		})
		if err != nil {
			return err
		}
	}
	if !found {
		return ErrNoDossier
	}
	return nil
}

// recordTime is when a record was written.
func recordTime(r chain.Record) time.Time { return r.Entry.Time() }
