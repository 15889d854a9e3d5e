package cli

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"dossier/flows"
	"dossier/flows/flowfile"
	"dossier/flows/journal"
	"dossier/flows/journal/sqlitefiles"
	"dossier/tui/cli/xdg"
)

// account is the account of the operator, whose folders hold the configuration and the
// journal.
func (o *Options) account() xdg.Account {
	return xdg.Account{Home: o.Env.Home, Getenv: o.Env.Getenv}
}

// ConfigFolder is dossier's folder for flow definitions, the audit key and the heads. The
// error is xdg.ErrNoHome or a *Problem.
func (o *Options) ConfigFolder() (string, error) {
	folder, err := o.account().ConfigFolder()
	return filepath.Join(folder, "dossier"), folderProblem(err)
}

// folderProblem turns the error of a relative folder into a *Problem.
func folderProblem(err error) error {
	if relative, ok := errors.AsType[*xdg.RelativeError](err); ok {
		return NewProblem(ExitUsage, relative.Error(), err)
	}
	return err
}

// JournalPlace is the journal's file or database. Without a home folder there is no default.
// A relative folder of the account is an error in any case: the audit key and the heads would
// be kept in the current folder.
func (o *Options) JournalPlace() (string, error) {
	if err := o.account().Check(); err != nil {
		return "", folderProblem(err)
	}
	if path := o.Env.Getenv("DOSSIER_JOURNAL"); path != "" {
		return path, cmp.Or(o.CheckConnectionFiles(path), o.CheckOwnFiles(path))
	}
	folder, err := o.account().StateFolder()
	if err != nil {
		return "", NewProblem(ExitUsage, "there is no home folder for the journal; set DOSSIER_JOURNAL to a file", err)
	}
	path := filepath.Join(folder, "dossier", "journal.db")
	return path, o.CheckOwnFiles(path)
}

// CheckOwnFiles refuses a journal whose files are also the file of heads or that of the
// audit key: SQLite would overwrite or remove them.
func (o *Options) CheckOwnFiles(place string) error {
	if CheckHeadsPlace(o.headsPlace(), place) != nil {
		return Problemf(ExitUsage, "DOSSIER_AUDIT_HEADS: %s", errJournalsFile)
	}
	if key, err := o.auditKeyPath(); err == nil && ownsFile(place, key) {
		return Problemf(ExitUsage, "DOSSIER_AUDIT_KEY: %s", errJournalsFile)
	}
	return nil
}

// ownsFile reports whether a file is the journal's own, or one that SQLite keeps beside it.
func ownsFile(journalPlace, path string) bool {
	return !journal.IsPostgresAddress(journalPlace) && sqlitefiles.Owns(journalPlace, path)
}

// LoadFlows reads the flow definitions, or returns the built-in ones.
func (o *Options) LoadFlows() ([]flows.Flow, error) {
	if path := cmp.Or(o.flowsFile, o.Env.Getenv("DOSSIER_FLOWS")); path != "" {
		return readFlowFile(path)
	}
	folder, err := o.ConfigFolder()
	if errors.Is(err, xdg.ErrNoHome) {
		return flowfile.Defaults(), nil
	}
	if err != nil {
		return nil, err
	}
	list, err := readFlowFile(filepath.Join(folder, "flows.toml"))
	if errors.Is(err, fs.ErrNotExist) {
		return flowfile.Defaults(), nil
	}
	return list, err
}

func readFlowFile(path string) ([]flows.Flow, error) {
	b, err := readNamedFile(path, flowfile.MaxSize)
	if err != nil {
		return nil, NewProblem(ExitUsage, "the flow file cannot be read: "+err.Error(), err)
	}
	list, err := flowfile.Parse(b)
	if err != nil {
		return nil, Problemf(ExitUsage, "the flow file: %s", err)
	}
	return list, nil
}

// JournalExists reports whether there is a journal at a place. A database on a server counts
// as one: other hosts use it.
func JournalExists(place string) bool {
	return journal.IsPostgresAddress(place) || FileExists(place)
}

// FileExists reports whether there is something at path.
func FileExists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
