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

	"github.com/adrg/xdg"

	"dossier/flows/chain"
)

// auditKeyFile is where the audit key lies: in the configuration, not beside
// the journal, so that whoever gets at the one does not have the other.
func (o *options) auditKeyFile() (string, error) {
	if path := o.env.Getenv("DOSSIER_AUDIT_KEY"); path != "" {
		return path, nil
	}
	folder, ok := o.home(xdg.ConfigHome)
	if !ok {
		return "", errors.New("there is no home folder for it; set DOSSIER_AUDIT_KEY to a file")
	}
	return filepath.Join(folder, "audit.key"), nil
}

// home is dossier's folder below one of the XDG folders, of the home that the
// environment names; without a home there is no good default.
func (o *options) home(folder string) (string, bool) {
	if below, err := filepath.Rel(xdg.Home, folder); err == nil && filepath.IsLocal(below) {
		return filepath.Join(o.env.Home, below, "dossier"), o.env.Home != ""
	}
	return filepath.Join(folder, "dossier"), true
}

// auditKey reads the audit key; for a new journal it makes one when there is
// none. It never takes another key's place.
func (o *options) auditKey(make bool) (chain.Key, error) {
	path, err := o.auditKeyFile()
	if err != nil {
		return chain.Key{}, err
	}
	if _, err := os.Lstat(path); make && errors.Is(err, fs.ErrNotExist) {
		if err := makeAuditKey(path, remember); err != nil {
			return chain.Key{}, err
		}
	}
	return readAuditKey(path)
}

func readAuditKey(path string) (chain.Key, error) {
	text, err := readSecret(path, "it", linkRefused)
	if errors.Is(err, fs.ErrNotExist) {
		return chain.Key{}, errors.New("it is missing; copy the key file from the computer that made the journal, or name it with DOSSIER_AUDIT_KEY")
	}
	if err != nil {
		return chain.Key{}, err
	}
	raw, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil {
		return chain.Key{}, errors.New("its file does not hold 64 hexadecimal digits")
	}
	return chain.NewKey(raw)
}

// makeAuditKey writes a new key. It is made under another name and linked, so
// that of two programs one wins and nobody reads half a key; the one that lost
// reads the winner's. Its name is on the disk, by remember, before anybody seals
// with it: a journal that outlives its key can not be written any more.
func makeAuditKey(path string, remember func(folder string)) error {
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return reason(err)
	}
	file, err := os.CreateTemp(folder, ".new-*") // of mode 0600
	if err != nil {
		return reason(err)
	}
	defer func() { _ = os.Remove(file.Name()) }()
	var raw [chain.KeySize]byte
	_, _ = rand.Read(raw[:]) // never fails
	_, err = file.Write(append(hex.AppendEncode(nil, raw[:]), '\n'))
	err = cmp.Or(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Link(file.Name(), path)
	}
	if err != nil && !errors.Is(err, fs.ErrExist) {
		return reason(err)
	}
	remember(folder) // that of the winner too, who may not have come to it
	remember(filepath.Dir(folder))
	return nil
}

// remember writes a folder's list of names to the disk. Not every file system
// can do that, so the program goes on without.
func remember(folder string) {
	if dir, err := os.Open(folder); err == nil {
		_ = dir.Sync()
		_ = dir.Close()
	}
}
