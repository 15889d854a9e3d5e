package cli

import "dossier/flows/safefile"

// maxNamedFile is more than any flow file or script of failures has, in bytes.
const maxNamedFile = 1 << 20

// readNamedFile reads a text that the command line or the environment names. A byte order
// mark is dropped, and UTF-16 is decoded: editors write both. The error holds no path.
func readNamedFile(path string) ([]byte, error) {
	b, err := safefile.Read(path, safefile.Rules{MaxBytes: maxNamedFile})
	if err != nil {
		return nil, FileErrorCause(err)
	}
	return []byte(decodeText(b)), nil
}
