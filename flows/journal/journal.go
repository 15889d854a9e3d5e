package journal

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"

	"dossier/flows/chain"
	"dossier/flows/journal/watchers"
)

// Journal is an open journal. Its methods may be called from any goroutine.
type Journal struct {
	engine           engine
	write, read      *sql.DB
	bulkRead         *sql.DB // for reading all of it, which takes long; may be the same as read
	appendStatements statements
	readStatements   statements
	watchers         *watchers.Set

	lastPos      atomic.Uint64                       // the highest that was found or written here: the end never goes back before it
	file         fs.FileInfo                         // of a journal in a file, as it was found before it was opened; nil for any other
	place        string                              // where it is, see Place
	id           string                              // names this journal in heads
	key          chain.AuditKey                      // seals what is written; unknown when it was opened by Read
	keyID        string                              // of the key that the journal is sealed with
	readOnly     bool                                // opened by Read: nothing is written
	cleanStorage func(context.Context) (bool, error) // see Clean
	beforeCopy   func(writeTx) error                 // before rows are copied; nil: nothing to do
	afterCopy    func(writeTx) error                 // after rows were copied; nil: nothing to do

	closeMu     sync.RWMutex    // held for reading by appends, for writing by Close
	ctx         context.Context // ends with Close
	stop        context.CancelFunc
	watcherDone sync.WaitGroup
	watcherOnce sync.Once
}

// engine is what differs between databases.
type engine interface {
	// dialectSQL is a statement in the database's own words: written with ? for its
	// arguments, INDEXED BY where an index is meant, instr for a search.
	dialectSQL(text string) string
	// classifyError turns the database's error into one of this package's.
	classifyError(err error) error
	// violatedConstraint is the name of the constraint that a write was refused for, as
	// the migrations for PostgreSQL give it; "" for any other error.
	violatedConstraint(err error) string
	// watchChanges signals the watchers when others write, until the journal is closed.
	watchChanges(j *Journal)
}

// KeyFunc gives the audit key. mayMake says that the journal has no key yet, so that a
// missing one may be made.
type KeyFunc func(mayMake bool) (chain.AuditKey, error)

// Open opens the journal at a place, for writing: a file's path, or the
// address of a PostgreSQL database, postgres://…. A file is made, with its
// folder, when there is none: the file for its owner alone (0600) in a folder
// for its owner alone (0700).
//
// Known are heads that were written down elsewhere, oldest first. When one of them is of
// this journal and is not one of its records, or the last one for this place is of another
// journal, the error is ErrRewound; when there is one for this place and no journal, it is
// ErrEmptied. Nothing is written or made then.
//
// The errors are this package's (ErrDamaged, ErrExposed, ErrWrongKey, …),
// flows.ErrNewer for a journal that a newer program has changed, those of
// keys, or those of ctx. None names the place.
func Open(ctx context.Context, place string, keys KeyFunc, known ...chain.Head) (*Journal, error) {
	a := forWriting
	if key, err := keys(false); err == nil && IsKnownPlace(place, key, known) {
		a = forUpdating
	}
	j, err := openPlace(ctx, place, a)
	if err != nil {
		return nil, err
	}
	if err := j.openChain(ctx, keys, a, known); err != nil {
		_ = j.Close()
		return nil, err
	}
	if err := j.prepareStatements(ctx); err != nil {
		_ = j.Close()
		return nil, j.journalError(err)
	}
	return j, nil
}

// OpenReadOnly opens a journal that exists for reading: nothing in it is changed, and
// no audit key is needed. One that was never begun is ErrNoJournal.
func OpenReadOnly(ctx context.Context, place string) (*Journal, error) {
	j, err := openPlace(ctx, place, forReading)
	if err != nil {
		return nil, err
	}
	j.readOnly = true
	err = j.readIdentity(ctx, j.read)
	if isNoRows(err) {
		err = j.missingChainError(ctx)
	}
	if err != nil {
		defer func() { _ = j.Close() }()
		return nil, j.journalError(err)
	}
	return j, nil
}

// missingChainError says what a journal without the chain's own row is: one whose first
// opening did not end, or a damaged one.
func (j *Journal) missingChainError(ctx context.Context) error {
	var records int
	if err := j.read.QueryRowContext(ctx, j.engine.dialectSQL(countAnyRecord)).Scan(&records); err != nil {
		return err
	}
	if records > 0 {
		return ErrDamaged
	}
	return ErrNoJournal
}

// IsPostgresAddress reports whether a place is the address of a PostgreSQL database.
func IsPostgresAddress(place string) bool {
	return strings.HasPrefix(place, "postgres://") || strings.HasPrefix(place, "postgresql://")
}

func openPlace(ctx context.Context, place string, a access) (*Journal, error) {
	switch {
	case IsPostgresAddress(place):
		return openPostgres(ctx, place, a)
	case isAddress(place):
		return nil, ErrScheme
	}
	return openSQLite(ctx, place, a)
}

// newJournal is a journal on two pools: one that writes, one that reads.
func newJournal(e engine, write, read *sql.DB) *Journal {
	j := &Journal{engine: e, write: write, read: read, bulkRead: read, watchers: watchers.NewSet()}
	j.ctx, j.stop = context.WithCancel(context.Background())
	return j
}

// journalError turns an error of the database into one of ours. The texts of the
// database are dropped: they may quote what is stored.
func (j *Journal) journalError(err error) error {
	switch {
	case err == nil:
		return nil
	case isJournalError(err):
		return err
	case j.ctx.Err() != nil && !isReported(err):
		return ErrClosed
	case j.engine.violatedConstraint(err) == constraintPos:
		return ErrChainEnd
	}
	return j.engine.classifyError(err)
}

// isReported reports whether a database returned the error, or a timeout did: then it says
// more than that the journal is being closed.
func isReported(err error) bool {
	var file interface{ Code() int }
	var server interface{ SQLState() string }
	return errors.As(err, &file) || errors.As(err, &server) || errors.Is(err, context.DeadlineExceeded)
}

// Close ends all watches, waits for the appends that are under way (10 s at
// most) and closes the journal. It may be called twice.
func (j *Journal) Close() error {
	j.stop()
	j.closeMu.Lock()
	defer j.closeMu.Unlock()
	j.watchers.CloseAll()
	j.watcherOnce.Do(func() {}) // no watcher starts from here on
	j.watcherDone.Wait()
	j.appendStatements.closeAll()
	j.readStatements.closeAll()
	err := j.read.Close()
	for _, db := range []*sql.DB{j.write, j.bulkRead} { // closing one twice does no harm
		if e := db.Close(); err == nil {
			err = e
		}
	}
	if err != nil {
		return j.engine.classifyError(err)
	}
	return nil
}

// ErrScheme says that a place is meant as an address and is none that is known:
// as a file's path it would quietly become a new, empty journal.
var ErrScheme = newError("its place looks like an address, and the only one there is begins with postgres://; " +
	"write postgres://user@host:port/database?sslmode=verify-full, or the path of a file")

// addressPattern is what a path does not look like: two or more letters, a colon and
// a slash (one letter is a drive), or "postgres" and a mistyped "://".
var addressPattern = regexp.MustCompile(`(?i)^\s*([a-z][a-z0-9+.:-]+:[/\\]|postgres(ql)?([:;]|//))`)

// isAddress reports whether a place is meant as an address.
func isAddress(place string) bool { return addressPattern.MatchString(place) }
