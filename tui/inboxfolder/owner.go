package inboxfolder

import (
	"io"
	"path/filepath"

	"dossier/flows/safefile"
)

// ownerName is a file in an inbox that names its operator, where an account has several.
const ownerName = ".dossier.operator"

// maxOwner is more bytes than the name of an operator has.
const maxOwner = 256

// writeOwner names the operator of an inbox; "" is whoever uses the account.
func writeOwner(folder, operator string) error {
	if operator == "" {
		return nil
	}
	file, err := safefile.Create(filepath.Join(folder, ownerName))
	if err != nil {
		return err
	}
	_, err = io.WriteString(file, operator)
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// readOwner is the operator of an inbox; "" if none is named.
func readOwner(folder string) string {
	name, _ := safefile.Read(filepath.Join(folder, ownerName), safefile.Rules{MaxBytes: maxOwner, Private: true, NoLink: true})
	return string(name)
}
