package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal/filesystem"
)

func TestOnlyTheOwnerCanReachTheFiles(t *testing.T) {
	path := place(t)
	s := open(t, path)
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	for name, want := range map[string]os.FileMode{
		filepath.Dir(path): 0o700, path: 0o600, path + "-wal": 0o600, path + "-shm": 0o600,
	} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %v", filepath.Base(name), info.Mode(), err, want)
		}
	}
	files, _ := os.ReadDir(filepath.Dir(path))
	if len(files) != 3 {
		t.Errorf("%d files in the folder, want 3", len(files))
	}
}

func TestPlacesThatAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		arrange func(t *testing.T, path string)
		want    error
		says    string
	}{
		"open folder":    {func(t *testing.T, p string) { requireNoErrors(t, os.Chmod(filepath.Dir(p), 0o755)) }, ErrExposed, "chmod 700"},
		"open file":      {func(t *testing.T, p string) { requireNoErrors(t, os.WriteFile(p, nil, 0o600), os.Chmod(p, 0o640)) }, ErrExposed, "chmod 600"},
		"link":           {func(t *testing.T, p string) { requireNoErrors(t, os.Symlink(p+"2", p)) }, ErrNotAFile, "link"},
		"folder":         {func(t *testing.T, p string) { requireNoErrors(t, os.Mkdir(p, 0o700)) }, ErrNotAFile, "remove"},
		"garbage":        {func(t *testing.T, p string) { overwriteWithGarbage(t, p, 5000) }, ErrDamaged, "backup"},
		"short garbage":  {func(t *testing.T, p string) { overwriteWithGarbage(t, p, 7) }, ErrDamaged, "backup"},
		"other database": {func(t *testing.T, p string) { makeForeignDatabase(t, p, "CREATE TABLE muster (a)") }, ErrOtherProgram, "another place"},
		"other program": {
			func(t *testing.T, p string) { makeForeignDatabase(t, p, "PRAGMA application_id = 7") }, ErrOtherProgram, "another place",
		},
		"newer layout": {func(t *testing.T, p string) { setLayout(t, p, 99) }, flows.ErrNewer, "update"},
		"newer migration": {func(t *testing.T, p string) {
			s := open(t, p)
			tamper2(t, s, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)")
			requireNoErrors(t, s.Close())
			if r, err := OpenReadOnly(t.Context(), p); !errors.Is(err, flows.ErrNewer) {
				t.Errorf("%v, %v for reading", r, err)
			}
		}, flows.ErrNewer, "update"},
	} {
		t.Run(name, func(t *testing.T) {
			path := place(t)
			requireNoErrors(t, os.Mkdir(filepath.Dir(path), 0o700))
			c.arrange(t, path)
			s, err := Open(t.Context(), path, testKeys)
			if err == nil {
				_ = s.Close()
			}
			if !errors.Is(err, c.want) || !strings.Contains(fmt.Sprint(err), c.says) {
				t.Fatalf("error %v, want %v with %q", err, c.want, c.says)
			}
			if text := err.Error(); strings.Contains(text, path) || strings.Contains(text, "muster") || strings.Contains(text, "journal.db") {
				t.Errorf("the error names the place or the content: %s", text)
			}
		})
	}
}

func requireNoErrors(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

func overwriteWithGarbage(t *testing.T, path string, size int) {
	t.Helper()
	requireNoErrors(t, os.WriteFile(path, []byte(strings.Repeat("muster ", size)[:size]), 0o600))
}

func makeForeignDatabase(t *testing.T, path, text string) {
	t.Helper()
	requireNoErrors(t, os.WriteFile(path, nil, 0o600))
	db, err := sql.Open("sqlite", path)
	requireNoErrors(t, err)
	defer func() { _ = db.Close() }()
	_, err = db.Exec(text)
	requireNoErrors(t, err)
}

func setLayout(t *testing.T, path string, version int) {
	t.Helper()
	s := open(t, path)
	_, err := s.write.Exec(fmt.Sprintf("PRAGMA user_version = %d", version))
	requireNoErrors(t, err, s.Close())
}

func TestAMissingFolderThatCanNotBeMadeIsReadOnly(t *testing.T) {
	// Not even root can make a folder in /dev/null or in /proc.
	for place, want := range map[string]error{"/dev/null/journal/journal.db": ErrNotAFile, "/proc/journal/journal.db": ErrReadOnly} {
		if _, err := os.Stat(filepath.Dir(filepath.Dir(place))); err != nil {
			continue // no /proc on this system; the other place is everywhere
		}
		if _, err := Open(t.Context(), place, testKeys); !errors.Is(err, want) {
			t.Errorf("%v, want %v", err, want)
		}
	}
}

func TestDamageInsideTheFileIsAnErrorAndNoPanic(t *testing.T) {
	path := place(t)
	s := open(t, path)
	for seq := range uint64(200) {
		requireDone(t, s.Append(t.Context(), anna, entry(seq+1, fmt.Sprintf("id-%d-%s", seq, strings.Repeat("x", 100))), flows.Summary{}))
	}
	requireNoErrors(t, s.Close())
	whole, err := os.ReadFile(path)
	requireNoErrors(t, err)
	for page := 1; page < len(whole)/4096; page++ {
		damaged := append([]byte(nil), whole...)
		copy(damaged[page*4096:(page+1)*4096], strings.Repeat("\xff\x00muster", 1024))
		requireNoErrors(t, os.WriteFile(path, damaged, 0o600))
		useDamaged(t, path)
	}
	requireNoErrors(t, os.WriteFile(path, whole[:len(whole)/2], 0o600))
	if err := useDamaged(t, path); !errors.Is(err, ErrDamaged) {
		t.Errorf("half a file: %v", err)
	}
}

// useDamaged does what a desk would; whatever it says is one of our sentences.
func useDamaged(t *testing.T, path string) error {
	t.Helper()
	s, err := Open(t.Context(), path, testKeys)
	if err == nil {
		defer func() { _ = s.Close() }()
		_, e1 := s.Load(t.Context(), anna, 0)
		_, e2 := s.RecentDossiers(t.Context(), origin, 9)
		out := s.Append(t.Context(), anna, entry(201, "new"), flows.Summary{})
		err = errors.Join(e1, e2, out.Err)
	}
	if err != nil && (!errors.Is(err, ErrDamaged) || strings.Contains(err.Error(), "muster")) {
		t.Errorf("damage came out as %v", err)
	}
	return err
}

func TestAFullDiskIsSaidAndNothingIsLost(t *testing.T) {
	s := open(t, place(t))
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	if _, err := s.write.Exec("PRAGMA max_page_count = 1"); err != nil { // SQLite takes its present size
		t.Fatal(err)
	}
	big := entry(2, "b")
	big.Event = flows.Decided{Reason: strings.Repeat("x", 1<<20)}
	if out := s.Append(t.Context(), anna, big, flows.Summary{}); out.Result != Unknown || !errors.Is(out.Err, ErrFull) {
		t.Fatalf("append: %v, %v", out.Result, out.Err)
	}
	if _, err := s.write.Exec("PRAGMA max_page_count = 100000"); err != nil {
		t.Fatal(err)
	}
	requireDone(t, s.Append(t.Context(), anna, entry(2, "b"), flows.Summary{}))
	if got := load(t, s, anna, 0); len(got) != 2 {
		t.Errorf("%d entries", len(got))
	}
}

func TestALockedFileIsSaidToBeBusy(t *testing.T) {
	path := place(t)
	holder, s := open(t, path), open(t, path)
	tx, err := holder.write.BeginTx(t.Context(), nil)
	requireNoErrors(t, err)
	defer func() { _ = tx.Rollback() }()
	_, err = s.write.Exec("PRAGMA busy_timeout = 1")
	requireNoErrors(t, err)
	if out := s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}); out.Result != Unknown || !errors.Is(out.Err, ErrBusy) {
		t.Errorf("append: %v, %v", out.Result, out.Err)
	}
}

func TestSettingsAreReadBack(t *testing.T) {
	s := open(t, place(t))
	for _, weaker := range []string{"synchronous = NORMAL", "foreign_keys = OFF", "secure_delete = OFF", "journal_mode = DELETE"} {
		s := open(t, place(t))
		if err := checkDurable(t.Context(), s.write); err != nil {
			t.Fatalf("a fresh journal is said not to last: %v", err)
		}
		closeReaders(s)
		_, err := s.write.Exec("PRAGMA " + weaker)
		requireNoErrors(t, err)
		if err := checkDurable(t.Context(), s.write); !errors.Is(err, ErrNotDurable) {
			t.Errorf("%s: %v", weaker, err)
		}
	}
	var timeout int
	if err := s.write.QueryRow("PRAGMA busy_timeout").Scan(&timeout); err != nil || timeout != 5000 {
		t.Errorf("busy timeout %d ms, %v", timeout, err)
	}
	if _, err := s.read.Exec("DELETE FROM presences"); err == nil {
		t.Error("a reader could write")
	}
}

func TestTheHeaderSaysTheLastMigration(t *testing.T) {
	s := open(t, place(t))
	var is fileHeader
	var last int
	is, err := readFileHeader(context.Background(), s.write)
	requireNoErrors(t, err, s.write.QueryRow("SELECT max(version_id) FROM goose_db_version").Scan(&last))
	files, _ := sqliteMigrations.ReadDir("migrations/sqlite")
	if is.application != applicationID || is.version != sqliteVersion || last != sqliteVersion || len(files) != sqliteVersion {
		t.Errorf("header %+v, goose %d, %d files, this program %d", is, last, len(files), sqliteVersion)
	}
}

func TestAFirstStartThatWasKilledIsFinished(t *testing.T) {
	path := place(t)
	requireNoErrors(t, os.Mkdir(filepath.Dir(path), 0o700))
	makeForeignDatabase(t, path, "CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL,"+
		" is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')));"+
		" INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1)")
	requireDone(t, open(t, path).Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
}

func TestPathsWithOddCharacters(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a ?b&mode=memory#c%41", "jour nal?.db")
	s := open(t, path)
	requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
	requireNoErrors(t, s.Close())
	if got := load(t, open(t, path), anna, 0); len(got) != 1 {
		t.Errorf("%d entries", len(got))
	}
}

// closeReaders closes the connections that read: the next reader opens the file again. One
// that is open keeps the mode of the log from being changed.
func closeReaders(s *Journal) { s.read.SetMaxIdleConns(0) }

func TestARemovedFileIsNotMadeAgain(t *testing.T) {
	path := place(t)
	s := open(t, path)
	closeReaders(s)
	requireNoErrors(t, os.Remove(path))
	if _, err := s.Load(t.Context(), anna, 0); err == nil {
		t.Error("no error")
	}
	if _, err := os.Lstat(path); err == nil {
		t.Error("an empty file took its place")
	}
}

func TestOneStartAtATimeMakesTheTables(t *testing.T) {
	path := place(t)
	requireNoErrors(t, os.Mkdir(filepath.Dir(path), 0o700))
	err := filesystem.WithFolderLock(t.Context(), filepath.Dir(path), func() error {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := Open(ctx, path, testKeys)
		return err
	})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v; a second start did not wait", err)
	}
	if info, err := os.Stat(path); err != nil || info.Size() != 0 {
		t.Errorf("%d bytes written, %v", info.Size(), err)
	}
	open(t, path)
}

func TestTheLogModeIsSetAgain(t *testing.T) {
	path := place(t)
	s := open(t, path)
	closeReaders(s)
	_, err := s.write.Exec("PRAGMA journal_mode = DELETE")
	requireNoErrors(t, err, s.Close(), checkDurable(t.Context(), open(t, path).write))
}
