package journal

import (
	"context"
	"database/sql"
	"net/url"
	"path/filepath"
	"sync"

	"modernc.org/sqlite"
)

// SQLite is a journal in one file, for the processes of one host. Its methods
// may be called from any goroutine. One connection writes, because SQLite has
// one writer anyway and a queue in the process is fairer than its locks; the
// others only read.
type SQLite struct {
	write, read *sql.DB
	append      statements
	watchers    watchers

	open   sync.RWMutex    // held for reading by appends, for writing by Close
	ctx    context.Context // ends with Close
	stop   context.CancelFunc
	polled sync.WaitGroup
	poll   sync.Once
}

// readers is how many connections read, the one that watches included.
const readers = 5

// Open opens the journal in the file path, which it makes, with its folder,
// when there is none: the file for its owner alone (0600) in a folder for its
// owner alone (0700). An older journal is brought up to date first.
//
// The errors are this package's (ErrBroken, ErrExposed, …), flows.ErrNewer for
// a journal that a newer program has changed, or those of ctx. None names the
// path.
func Open(ctx context.Context, path string) (*SQLite, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, ErrReadOnly
	}
	if err := prepare(path); err != nil {
		return nil, err
	}
	s, err := connect(path)
	if err != nil {
		return nil, err
	}
	if err := s.start(ctx, path); err != nil {
		_ = s.Close()
		return nil, err
	}
	return s, nil
}

// start makes sure that the file is a journal of this version and that its
// writes will last, before anything is written.
func (s *SQLite) start(ctx context.Context, path string) error {
	if err := migrate(ctx, s.write, filepath.Dir(path)); err != nil {
		return s.fault(err)
	}
	if err := lasting(ctx, s.write); err != nil {
		return s.fault(err)
	}
	return s.fault(s.append.prepare(ctx, s.write))
}

// connect makes the two pools; nothing is opened yet.
func connect(path string) (*SQLite, error) {
	write, err := pool(path, 1, "_txlock=immediate")
	if err != nil {
		return nil, err
	}
	read, err := pool(path, readers, "_query_only=1")
	if err != nil {
		return nil, err
	}
	s := &SQLite{write: write, read: read}
	s.watchers.init()
	s.ctx, s.stop = context.WithCancel(context.Background())
	return s, nil
}

// settings hold for every connection. The file exists already, made with the
// right permissions, so SQLite may not make it (mode=rw). A damaged or forged
// file is met with distrust: no functions in its schema, cells checked.
const settings = "mode=rw&_defensive=1&_dqs=0&_error_rc=1&_busy_timeout=5000&_foreign_keys=1&_synchronous=FULL" +
	"&_pragma=secure_delete(ON)&_pragma=trusted_schema(OFF)&_pragma=cell_size_check(ON)&"

func pool(path string, size int, more string) (*sql.DB, error) {
	name := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: settings + more}
	connector, err := sqlite.NewConnector(name.String())
	if err != nil {
		return nil, ErrReadOnly
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	return db, nil
}

// lasting reads back what the promise rests on: settings may be ignored, by a
// file system without shared memory for instance.
func lasting(ctx context.Context, db *sql.DB) error {
	for pragma, want := range map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "secure_delete": "1",
	} {
		var got string
		if err := db.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
			return err
		}
		if got != want {
			return ErrNotDurable
		}
	}
	return nil
}

// Close ends all watches, waits for the appends that are under way (10 s at
// most) and closes the file. It may be called twice.
func (s *SQLite) Close() error {
	s.stop()
	s.open.Lock()
	defer s.open.Unlock()
	s.watchers.close()
	s.poll.Do(func() {}) // no poller starts from here on
	s.polled.Wait()
	s.append.close()
	err := s.read.Close()
	if e := s.write.Close(); err == nil {
		err = e
	}
	if err != nil {
		return known(err)
	}
	return nil
}
