// Package pgfiles looks at the files that the driver of PostgreSQL reads for an address,
// before the driver does: it reads each to its end. It promises that every one it accepts
// has an end. It refuses to know what is in them.
package pgfiles

import (
	"bytes"
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"dossier/flows/safefile"
)

// maxFileSize is more than any certificate, key, password or service file has, in
// bytes.
const maxFileSize = 1 << 20

// fileVariables are the settings of an address that name a file which the
// driver opens, with the variable of each (PostgreSQL, 34.15).
var fileVariables = map[string]string{
	"sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY", "passfile": "PGPASSFILE", "servicefile": "PGSERVICEFILE",
}

// secretFiles are those that only their owner may read; of a key that is root's, its group
// too, as libpq has it.
var secretFiles = []string{"sslkey", "passfile"}

// FileError says that the driver must not open a file of the address, because
// it would wait, or never come to an end, or because it is a secret that others can read.
type FileError struct {
	Setting string // as in an address: "sslrootcert"
	Cause   error  // holds no path
}

func (e *FileError) Error() string {
	return "the file of " + e.Setting + ": " + e.Cause.Error()
}

// Check opens each file that the driver would read for an address, and returns a
// *FileError for one that cannot be read safely. A file that is missing is the driver's
// concern. The variables come from getenv; home is the folder of the default files, "" for
// none.
func Check(address string, getenv func(string) string, home string) error {
	_, query, _ := strings.Cut(address, "?")
	named, _ := url.ParseQuery(query) // with several hosts an address is no URL to Go
	for _, setting := range slices.Sorted(maps.Keys(fileVariables)) {
		paths := named[setting]
		if path := cmp.Or(getenv(fileVariables[setting]), defaultFile(setting, home)); len(paths) == 0 {
			paths = []string{path}
		}
		for _, path := range paths {
			if err := checkFile(setting, path); err != nil {
				return err
			}
		}
	}
	return nil
}

// defaultFile is the file that is read when nothing names another (PostgreSQL,
// 34.1.2); "" for none.
func defaultFile(setting, home string) string {
	name := map[string]string{
		"sslrootcert": ".postgresql/root.crt", "sslcert": ".postgresql/postgresql.crt", "sslkey": ".postgresql/postgresql.key",
		"passfile": ".pgpass", "servicefile": ".pg_service.conf",
	}[setting]
	if home == "" {
		return ""
	}
	return filepath.Join(home, filepath.FromSlash(name))
}

func checkFile(setting, path string) error {
	if path == "" || setting == "sslrootcert" && path == "system" { // the system's own roots
		return nil
	}
	rules := safefile.Rules{MaxBytes: maxFileSize, Private: slices.Contains(secretFiles, setting), RootGroup: setting == "sslkey"}
	text, err := safefile.Read(path, rules)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &FileError{setting, causeWithoutPath(err)}
	case setting == "servicefile":
		return checkServiceFile(text)
	}
	return nil
}

// checkServiceFile checks the files that a service file names, for all its services: only
// the driver knows which one counts.
func checkServiceFile(text []byte) error {
	for line := range bytes.Lines(text) {
		setting, path, _ := strings.Cut(string(line), "=")
		setting = strings.TrimSpace(setting)
		if _, isFile := fileVariables[setting]; isFile && setting != "servicefile" {
			if err := checkFile(setting, strings.TrimSpace(path)); err != nil {
				return err
			}
		}
	}
	return nil
}

func causeWithoutPath(err error) error {
	if at, ok := errors.AsType[*fs.PathError](err); ok {
		return at.Err
	}
	return errors.New("it cannot be read")
}
