package serve

import (
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dossier/flows/safefile"
	"dossier/tui/cli"
)

// operatorsTemplate is the operators file of a new service: comments only.
//
//go:embed operators.toml
var operatorsTemplate []byte

// errNoFolder says that there is no default folder.
var errNoFolder = cli.Problemf(cli.ExitUsage, "there is no home folder for the files of the service; name the folder or the file")

func newInitCommand(c command) *cobra.Command {
	var folder string
	var isFirst bool
	cmd := &cobra.Command{
		Use: "init [--dir DIR]", Short: "Write the first files of an SSH service", Args: cli.NoArguments,
		Long: `init writes operators.toml, to be filled in, and two host keys, by which the ssh of your team
recognises the service. It prints the fingerprints of the keys: give them to the team. It never
overwrites a file. On several hosts behind one name, copy the keys; do not make new ones: where a
journal is, a service may have run with other keys, and --first says that none has.`,
		Example:     "  dossier serve init\n  dossier serve init --dir /etc/dossier",
		Annotations: cli.NextCommand(""),
		RunE: func(*cobra.Command, []string) error {
			if err := c.checkNoService(isFirst); err != nil {
				return err
			}
			if folder != "" {
				return c.initialise(folder, "dossier serve check DIR/operators.toml")
			}
			byDefault, err := c.folder()
			if err != nil {
				return err
			}
			return c.initialise(byDefault, "dossier serve check")
		},
	}
	cmd.Flags().StringVar(&folder, "dir", "", "the `DIR` to write into (default dossier in the XDG configuration folder)")
	cmd.Flags().BoolVar(&isFirst, "first", false, "no service with this journal has run yet: make new host keys")
	return cmd
}

// checkNoService refuses new host keys where a journal shows that a service may have run
// with others: to its people they would look like somebody in between.
func (c command) checkNoService(isFirst bool) error {
	place, err := c.JournalPlace()
	if isFirst || err != nil || !cli.JournalExists(place) { // without a place there is no journal
		return nil
	}
	p := cli.NewProblem(cli.ExitUsage, "there is a journal already, so people may know other host keys; nothing was written", nil)
	p.Next = []string{"copy the host keys of the service that ran with it", "dossier serve init --first    if none has"}
	return p
}

// newFile is a file to write.
type newFile struct {
	name string
	text []byte
}

// initialise writes the files of a service into a folder, all or none, and says which
// command checks them.
func (c command) initialise(folder, check string) error {
	keys, err := newHostKeys()
	if err != nil {
		return err
	}
	files := []newFile{{OperatorsFile, operatorsTemplate}}
	for _, key := range keys {
		files = append(files, newFile{key.name, key.text})
	}
	if err := writeNewFiles(folder, files); err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintln(c.Env.Out, "wrote", f.name)
	}
	for _, key := range keys {
		fmt.Fprintln(c.Env.Out, key.fingerprint)
	}
	c.Env.PrintNext(check + "    once operators.toml has your team")
	return nil
}

// writeNewFiles writes files into a folder that has none of them.
func writeNewFiles(folder string, files []newFile) error {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return cli.NewProblem(cli.ExitFailure, "the folder cannot be made: "+cli.FileErrorCause(err).Error(), err)
	}
	var present []string
	for _, f := range files {
		if _, err := os.Lstat(filepath.Join(folder, f.name)); err == nil {
			present = append(present, f.name)
		}
	}
	if len(present) > 0 {
		return cli.Problemf(cli.ExitUsage, "already there: %s; init overwrites nothing and wrote nothing", strings.Join(present, ", "))
	}
	for i, f := range files {
		if err := writeNewFile(filepath.Join(folder, f.name), f.text); err != nil {
			removeFiles(folder, files[:i])
			return cli.NewProblem(cli.ExitFailure, f.name+" cannot be written: "+cli.FileErrorCause(err).Error(), err)
		}
	}
	safefile.SyncFolder(folder)
	return nil
}

// writeNewFile writes a file for its owner alone. One that is there, or that could not be
// written to its end, does not stay as ours.
func writeNewFile(path string, text []byte) error {
	file, err := safefile.Create(path)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = cmp.Or(err, file.Sync(), file.Close()); err != nil {
		_ = os.Remove(path)
	}
	return err
}

// removeFiles removes what was written before a failure.
func removeFiles(folder string, files []newFile) {
	for _, f := range files {
		if err := os.Remove(filepath.Join(folder, f.name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return
		}
	}
}
