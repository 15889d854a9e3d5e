package journal

import (
	"errors"

	"dossier/flows"
)

// What can be wrong with a journal. The texts continue "the journal: " and say
// what to do; none names a path.
var (
	// ErrDamaged says that it cannot be read as a journal any more.
	ErrDamaged = newError("it is damaged; keep it for the record and restore a backup")
	// ErrOtherProgram says that the file is another program's database.
	ErrOtherProgram = newError("its file belongs to another program; choose another place")
	// ErrReadOnly says that the file or its folder cannot be written.
	ErrReadOnly = newError("its file or folder cannot be written; check who owns the folder and run chmod u+rwx on it, or choose another place")
	// ErrWriteProtected says that the mode of the file does not let its owner write.
	ErrWriteProtected = newError("its file is write-protected; run chmod 600 on it, or name a copy that may be written")
	// ErrProtected says that the file or its folder has an attribute that stops everybody.
	ErrProtected = newError("its file or folder has an attribute that lets nobody change it; " +
		"have the administrator remove it (Linux: chattr -i -a, macOS: chflags nouchg), then try again")
	// ErrSizeLimit says that the process may not write files as large as the journal.
	ErrSizeLimit = newError("the limit on the size of files (ulimit -f) is reached; raise it where dossier is started, then start it again")
	// ErrRefused says that a constraint or a trigger refused a write that is right.
	ErrRefused = newError("its database refuses what dossier writes: a constraint or a trigger there does not allow it; " +
		"have its administrator check what was added to its tables, then start dossier again")
	// ErrTooManyFiles says that too many files are open.
	ErrTooManyFiles = newError("no more files can be opened here; close other programs or raise the limit (ulimit -n), then try again")
	// ErrFull says that the disk is full.
	ErrFull = newError("its disk is full; free some space and try again")
	// ErrDisk says that the disk reported an error.
	ErrDisk = newError("its disk reported an error; check the disk, then try again")
	// ErrBusy says that another program held the file for longer than 5 s.
	ErrBusy = newError("another program keeps its file locked; close that program and try again")
	// ErrExposed says that other users of the machine could read the file.
	ErrExposed = newError("other users could read it")
	// ErrNotOurs says that the file or its folder belongs to another user.
	ErrNotOurs = newError("its file or folder belongs to another user; start dossier as that user, or choose another place")
	// ErrNetwork says that the folder is on a file system over a network,
	// where SQLite's locks do not hold.
	ErrNetwork = newError("its folder is on a network or FUSE file system, where two hosts can damage it; choose a folder on a local disk")
	// ErrNotAFile says that something other than a file is in the journal's place.
	ErrNotAFile = newError("a link or a special file is in its place; remove it, or choose another place")
	// ErrNotDurable says that the database does not promise to survive a power
	// loss.
	ErrNotDurable = newError("its database refuses to write through to the disk; choose another place")
	// ErrNoJournal says that there is no journal.
	ErrNoJournal = newError("there is none yet; it is made with the first choice in the wizard or the first upload")
	// ErrPendingLog says that a read-only copy has a log that must be read with it.
	ErrPendingLog = newError("its log file (-wal) cannot be read where nothing can be written; copy both files into a folder of yours (mode 700) and name the copy")
	// ErrWrongKey says that the journal names another audit key than the one that is here.
	ErrWrongKey = newError("it names another audit key than the one that is here; copy the key file from the computer that made the journal, see DOSSIER_AUDIT_KEY")
	// ErrKeyRenamed says that the journal names another audit key than the one that seals it,
	// which is here.
	ErrKeyRenamed = newError("it names another audit key than the one that its last record is sealed with, so it was changed; " +
		"keep it for the record, run dossier audit verify, and restore a backup")
	// ErrAltered says that a rule in the database changes what is written.
	ErrAltered = newError("its database changed what was just written, so nothing was added; keep it for the record, " +
		"and find out who added a trigger to its tables")
	// ErrRewound says that the journal does not hold what was known of it.
	ErrRewound = newError("records of it that were written down are missing from it or differ: it may be an older copy, or another journal. " +
		"Run dossier audit verify and restore the right one; if it was replaced on purpose, move the file of heads away first (DOSSIER_AUDIT_HEADS)")
	// ErrEmptied says that nothing is left of a journal that was known here.
	ErrEmptied = newError("it is empty or gone, and records of it were written down; restore its backup, " +
		"or, if it was emptied on purpose, move the file of heads away first (DOSSIER_AUDIT_HEADS)")
	// ErrChainEnd says that the chain does not end with the last record.
	ErrChainEnd = newError("the end it names is not its last record, so nothing can be added to it; keep it for the record, " +
		"run dossier audit verify, and restore a backup")
	// ErrReplaced says that the journal that was opened is not in its place.
	ErrReplaced = newError("it was moved, or another journal or an older copy is in its place now; put the right one back, " +
		"then end dossier and start it again")
	// ErrClosed says that the journal was used after Close.
	ErrClosed = newError("it is closed")
)

// What can be wrong with a journal in a database server, besides what can be
// wrong with one in a file. The texts continue "the journal: " too; none
// repeats the server's words, its address or a password.
var (
	// ErrUnreachable says that the server did not answer, or hung up.
	ErrUnreachable = newError("its database does not answer; check that the server runs and can be reached, then try again")
	// ErrAddress says that the address cannot be read.
	ErrAddress = newError("its address cannot be read; write postgres://user@host:port/database?sslmode=verify-full")
	// ErrUnencrypted says that the address would let the journal travel unencrypted
	// or to a server that proved nothing.
	ErrUnencrypted = newError("its address lets the journal travel without proof of who receives it; add sslmode=verify-full to the address, " +
		"and sslrootcert=FILE when the server's certificate comes from your own authority")
	// ErrCertificate says that the server could not prove who it is.
	ErrCertificate = newError("its database did not prove who it is; check sslrootcert and the host in the address, " +
		"and that the server offers TLS with a valid certificate for that host")
	// ErrSignIn says that the server refused the user or the password.
	ErrSignIn = newError("its database refused the sign-in; check the user in the address, " +
		"and the password in ~/.pgpass or PGPASSWORD")
	// ErrNoDatabase says that the server has no such database.
	ErrNoDatabase = newError("its database does not exist; make it with createdb, or correct its name in the address")
	// ErrSchemaTaken says that the tables are not a journal's.
	ErrSchemaTaken = newError("its database has a schema dossier that belongs to another program; choose another database")
	// ErrNoRights says that the role may not do what the journal needs.
	ErrNoRights = newError("its database refuses the rights it needs; have its owner run the program once, then run the SQL of dossier journal role")
	// ErrNotOwner says that the role may remove but not clean.
	ErrNotOwner = newError("what was removed may still be in its tables' files, because only their owner can rewrite them; " +
		"run this command with the owner's address")
	// ErrStandby says that the server only follows another one.
	ErrStandby = newError("its database can only be read; write the address of the primary server")
	// ErrTooOld says that the server is older than PostgreSQL 13.
	ErrTooOld = newError("its database is too old; PostgreSQL 13 or newer is needed")
	// ErrTooManyConnections says that the server takes no more connections.
	ErrTooManyConnections = newError("its database has no connection left; end what holds them, or raise max_connections there")
	// ErrLockTimeout says that others held what an append needs for too long.
	ErrLockTimeout = newError("its database was busy for too long; try again")
)

// KeyError says that the audit key could not be read or made. Its text is that of
// the KeyFunc.
type KeyError struct{ Err error }

func (e *KeyError) Error() string { return "its audit key: " + e.Err.Error() }

// Unwrap returns what went wrong with the key.
func (e *KeyError) Unwrap() error { return e.Err }

// journalError is an error with one of this package's texts.
type journalError struct{ text string }

func (e *journalError) Error() string { return e.text }

func newError(text string) error { return &journalError{text} }

// isJournalError reports whether an error has one of this package's texts already.
func isJournalError(err error) bool {
	var known *journalError
	var key *KeyError
	return errors.As(err, &known) || errors.As(err, &key) || errors.Is(err, flows.ErrNewer)
}
