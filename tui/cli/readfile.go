package cli

import "dossier/flows/safefile"

// readNamedFile reads a text of at most limit bytes that the command line or the environment
// names. A byte order mark is dropped, and UTF-16 is decoded: editors write both. The error
// holds no path.
func readNamedFile(path string, limit int64) ([]byte, error) {
	b, err := safefile.Read(path, safefile.Rules{MaxBytes: limit})
	if err != nil {
		return nil, FileErrorCause(err)
	}
	return []byte(decodeText(b)), nil
}
