package cli

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"dossier/flows/chain"
	"dossier/flows/safefile"
	"dossier/tui/cli/xdg"
)

// auditKeyPath is where the audit key is kept: in the configuration, not in the
// folder of the journal, so that access to one does not give the other.
func (o *Options) auditKeyPath() (string, error) {
	if path := o.Env.Getenv("DOSSIER_AUDIT_KEY"); path != "" {
		return path, nil
	}
	folder, err := o.ConfigFolder()
	if errors.Is(err, xdg.ErrNoHome) {
		return "", errors.New("there is no home folder for it; set DOSSIER_AUDIT_KEY to a file")
	}
	return filepath.Join(folder, "audit.key"), err
}

// LoadAuditKey reads the audit key. With mayMake, for a new journal, it makes one that is
// missing. It never replaces a key.
func (o *Options) LoadAuditKey(mayMake bool) (chain.AuditKey, error) {
	path, err := o.auditKeyPath()
	if err != nil {
		return chain.AuditKey{}, err
	}
	if _, err := os.Lstat(path); mayMake && errors.Is(err, fs.ErrNotExist) {
		if err := createAuditKey(path, safefile.SyncFolder); err != nil {
			return chain.AuditKey{}, err
		}
	}
	return readAuditKey(path)
}

func readAuditKey(path string) (chain.AuditKey, error) {
	text, err := ReadSecret(path, "it", RefuseLinks)
	if errors.Is(err, fs.ErrNotExist) {
		return chain.AuditKey{}, errors.New("it is missing; copy the key file from the computer that made the journal, or name it with DOSSIER_AUDIT_KEY")
	}
	if err != nil {
		return chain.AuditKey{}, err
	}
	raw, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return chain.AuditKey{}, errors.New("its file does not hold 64 hexadecimal digits")
	}
	return chain.NewAuditKey(raw)
}

// createAuditKey writes a new key. It writes a temporary file and links it, so that of
// two programs one wins and the other reads the winner's whole key. remember syncs the
// folder before anything is sealed: a journal that outlives its key cannot be written.
func createAuditKey(path string, remember func(folder string)) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return FileErrorCause(err)
	}
	file, err := os.CreateTemp(folder, ".new-*") // of mode 0600
	if err != nil {
		return FileErrorCause(err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	var raw [chain.AuditKeySize]byte
	_, _ = rand.Read(raw[:]) // never fails
	_, err = file.Write(append(hex.AppendEncode(nil, raw[:]), '\n'))
	err = cmp.Or(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Link(file.Name(), path)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return FileErrorCause(err)
	}
	remember(folder) // that of the winner too, which may not have done it yet
	remember(filepath.Dir(folder))
	return nil
}
