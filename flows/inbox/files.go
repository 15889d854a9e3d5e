package inbox

// Files is what a connection for transfers sees: a tree of paths, whose first name may be
// a code. A [Tree] is one. All methods may be called from several goroutines, and every error
// is a *Refusal.
type Files interface {
	// Stat describes what a path leads to. The Reason of an error is NoSuchFile, always.
	Stat(path string) (Info, error)
	// List describes what is in a folder, in order.
	List(path string) ([]Info, error)
	// Create begins an upload, which the caller closes.
	Create(path string, flags Flags) (Writer, error)
	// Read returns what can be fetched: a receipt.
	Read(path string) ([]byte, error)
	// SetSize declares the size of an open upload, and cuts off what lies behind it.
	SetSize(path string, size int64)
	Rename(from, to string) error
	Remove(path string) error
	RemoveFolder(path string) error
	Mkdir(path string) error
}

// Writer is one file that a client is sending. All methods may be called from several
// goroutines.
type Writer interface {
	// WriteAt stores a part of the file, in any order.
	WriteAt(p []byte, off int64) (int, error)
	// Declare says how many bytes the file will have, before the first of them.
	Declare(size int64) error
	// Break says that the connection ended before the client closed the file.
	Break()
	// Close decides what became of the file. The error is that of an outcome which the client
	// must not take for success.
	Close() (Outcome, error)
}
