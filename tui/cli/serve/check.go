package serve

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/crypto/ssh"

	"dossier/flows"
	"dossier/flows/safefile"
	"dossier/tui/cli"
	"dossier/tui/safe"
	"dossier/tui/sshd/operators"
)

func newCheckCommand(c command) *cobra.Command {
	return &cobra.Command{
		Use: "check [FILE]", Short: "Check an operators file, and list who may log in", Args: atMostOneFile,
		Long: `check reads an operators file (default dossier/operators.toml in the XDG configuration folder) and
names everything that is wrong with it, by line. If nothing is, it lists the operators: how each
logs in, until when, and for which flows. Notes name what is allowed and probably not meant.`,
		Example:     "  dossier serve check\n  dossier serve check /etc/dossier/operators.toml",
		Annotations: cli.NextCommand("dossier serve --operators FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			path, err := c.operatorsPath(args)
			if err != nil {
				return err
			}
			return c.check(path, time.Now())
		},
	}
}

func atMostOneFile(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return cli.Problemf(cli.ExitUsage, "give one FILE or none; see dossier serve check --help")
	}
	return nil
}

// operatorsPath is the file that the command line names, or the default one.
func (c command) operatorsPath(args []string) (string, error) {
	if len(args) == 1 {
		return args[0], nil
	}
	folder, err := c.folder()
	return filepath.Join(folder, OperatorsFile), err
}

// check prints the operators of a file to stdout, and its notes to stderr.
func (c command) check(path string, now time.Time) error {
	list, err := c.LoadFlows()
	if err != nil {
		return err
	}
	read, err := operators.Read(path, flowNames(list))
	if err != nil {
		return fileProblem(err)
	}
	for _, w := range append(read.Warnings(now), tokenWarnings(read)...) {
		fmt.Fprintf(c.Env.Err, "dossier: note: line %d: %s\n", w.Line, w.Text)
	}
	printOperators(c.Env.Out, read.List(), now)
	return nil
}

func flowNames(list []flows.Flow) []string {
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = f.Name
	}
	return names
}

// fileProblem says why an operators file is not usable.
func fileProblem(err error) error {
	if _, unread := errors.AsType[*fs.PathError](err); !unread {
		return cli.NewProblem(cli.ExitUsage, "the operators file: "+err.Error(), err)
	}
	p := cli.NewProblem(cli.ExitUsage, "the operators file cannot be read: "+cli.FileErrorCause(err).Error(), err)
	if errors.Is(err, fs.ErrNotExist) {
		p.Next = []string{"dossier serve init    writes a first one"}
	}
	return p
}

// maxTokenFile is more than any token has, in bytes.
const maxTokenFile = 64 << 10

// tokenWarnings look at the token files of the groups. They are no errors of the file: the
// service may run as another user than the one who checks it.
func tokenWarnings(o *operators.Operators) []operators.Warning {
	var list []operators.Warning
	groups, lines := o.Groups()
	for i, g := range groups {
		if err := safefile.Check(g.TokenFile, safefile.Rules{MaxBytes: maxTokenFile, Private: true}); err != nil {
			list = append(list, operators.Warning{Line: lines[i], Text: "the token file of group " + g.Name + " is not usable by this user: " + cli.FileErrorCause(err).Error()})
		}
	}
	return list
}

// maxCell is how much of a text from the file fits into a cell, in columns.
const maxCell = 60

// printOperators prints a table with a line for each way in which an operator logs in.
func printOperators(w io.Writer, list []operators.Operator, now time.Time) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tROLE\tEXPIRES\tFLOWS\tGROUP\tLOGS IN WITH")
	for _, operator := range list {
		for i, way := range ways(operator) {
			cells := []string{operator.Name, string(operator.Role), expiryText(operator, now), flowsText(operator.Flows), groupText(operator.Group)}
			if i > 0 {
				cells = make([]string, len(cells))
			}
			fmt.Fprintln(table, strings.Join(append(cells, way), "\t"))
		}
	}
	_ = table.Flush() // an error of the output is noticed by cli.Main
}

// ways are the keys and the principals by which an operator logs in.
func ways(operator operators.Operator) []string {
	var list []string
	for _, key := range operator.Keys {
		list = append(list, key.Type()+" "+ssh.FingerprintSHA256(key))
	}
	for _, name := range operator.Principals {
		list = append(list, "principal "+safe.LineOf(name, maxCell).String()+" of authority "+operator.Authority.Name)
	}
	return list
}

func expiryText(operator operators.Operator, now time.Time) string {
	switch {
	case operator.Expires.IsZero():
		return "never"
	case operator.Expired(now):
		return "expired"
	}
	return operator.Expires.UTC().Format("2006-01-02 15:04 UTC")
}

func flowsText(names []string) string {
	if names == nil {
		return "all"
	}
	return safe.LineOf(strings.Join(names, ", "), maxCell).String()
}

func groupText(g operators.Group) string {
	if g.Name == "" {
		return "none"
	}
	return g.Name
}
