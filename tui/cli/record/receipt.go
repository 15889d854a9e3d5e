package record

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/journal"
	"dossier/flows/safefile"
	"dossier/tui/cli"
)

const receiptLong = `receipt writes what the journal says of one applicant into two new files: JSON for
programs, and one HTML page to print and file with the case. They hold every attempt
with its hash, the service's errors and warnings and this program's explanation of them, who
accepted which warning and why, every check with its result, and the head of the
journal's chain.

No picture, no file name and no name of the applicant is in them; reasons of a final
rejection are, and are marked: they are for compliance only. No token is needed. Every
record is verified first; a dossier that is not as it was written gets no receipt, nor
does any in a journal that lost records which this computer wrote down. Without the audit
key the receipt says that its records are not proved. The file names end in the date and
the time (UTC); no file is ever overwritten.
"dossier audit verify --against receipt-….json" checks later that the journal still
holds what it held.`

const receiptExample = `  dossier receipt 1699236591586x405886519539808060
  dossier receipt 1699236591586x405886519539808060 --out ~/cases/4711
  dossier receipt 1699236591586x405886519539808060 --format json --out -`

type receiptOptions struct{ applicant, folder, format string }

func newReceiptCommand(c command) *cobra.Command {
	f := receiptOptions{}
	cmd := &cobra.Command{
		Use: "receipt APPLICANT [--out FOLDER] [--format json|html]", Short: "Write what was sent for an applicant, to be filed with the case",
		Long: receiptLong, Example: receiptExample, Args: cli.ExactArguments(1, "one applicant ID"),
		SuggestFor: []string{"report"}, Annotations: cli.NextCommand(""),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.applicant = args[0]
			return c.writeReceipt(cmd.Context(), f, time.Now())
		},
	}
	cmd.Flags().StringVar(&f.folder, "out", "", "the `FOLDER` to write into, or - for stdout (default the current folder)")
	cmd.Flags().StringVar(&f.format, "format", "", "one `FORMAT` only: json or html (default both)")
	return cmd
}

func (c command) writeReceipt(ctx context.Context, f receiptOptions, now time.Time) error {
	var err error
	if f.applicant, err = c.ReadApplicantID(f.applicant); err != nil {
		return err
	}
	switch {
	case f.format != "" && f.format != "json" && f.format != "html":
		return cli.Problemf(cli.ExitUsage, "--format is json or html")
	case f.folder == "-" && f.format == "":
		return cli.Problemf(cli.ExitUsage, "--out - needs --format json or --format html")
	}
	j, err := c.openJournalReadOnly(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = j.Close() }()
	origin, err := c.applicantService(ctx, j, f.applicant)
	if err != nil {
		return err
	}
	key := flows.Key{Origin: origin, Applicant: f.applicant}
	r, notProved, err := c.makeReceipt(ctx, j, key, now)
	if err != nil {
		return err
	}
	c.warnNotProved(notProved)
	return c.writeReceiptFiles(r, f, now)
}

// makeReceipt makes a receipt out of a journal that is the one it ought to be. notProved says
// why no seal was checked; "" when all were.
func (c command) makeReceipt(ctx context.Context, j *journal.Journal, key flows.Key, now time.Time) (r audit.Receipt, notProved string, err error) {
	auditKey := c.matchingAuditKey(ctx, j)
	if auditKey.isRenamed {
		return r, "", renamedProblem("no receipt:")
	}
	if err := c.checkRecordedHeads(ctx, j, auditKey.AuditKey); err != nil {
		return r, "", cli.JournalProblem(err)
	}
	r, err = audit.MakeReceipt(ctx, j, auditKey.AuditKey, key, now, c.Env.Version)
	if err != nil {
		return r, "", auditProblem(err)
	}
	return r, auditKey.missingReason, nil
}

// applicantService is the service whose dossier is meant.
func (c command) applicantService(ctx context.Context, j *journal.Journal, applicant string) (string, error) {
	origin, err := c.serviceOrigin()
	if origin != "" || err != nil {
		return origin, err
	}
	list, err := j.Services(ctx, applicant)
	switch {
	case err != nil:
		return "", cli.JournalProblem(err)
	case len(list) == 0:
		return "", auditProblem(audit.ErrNoDossier)
	case len(list) > 1:
		return "", cli.Problemf(cli.ExitUsage, "this applicant has dossiers at several services; set PERSONR_API_URL to one of %s", strings.Join(list, ", "))
	}
	return list[0], nil
}

// writeReceiptFiles writes what was asked for: to stdout, or into new files, all of
// them or none.
func (c command) writeReceiptFiles(r audit.Receipt, f receiptOptions, now time.Time) error {
	if f.folder == "-" {
		text, err := renderReceipt(r, f.format)
		if err == nil {
			_, err = c.Env.Out.Write(text)
		}
		if err == nil {
			c.Env.PrintNext("dossier audit verify")
		}
		return err
	}
	if err := f.checkFolder(); err != nil {
		return err
	}
	var written []string
	stem := c.receiptStem(f, now)
	for _, format := range f.formats() {
		path := stem + "." + format
		text, err := renderReceipt(r, format)
		if err == nil {
			err = createFile(path, text)
		}
		if err != nil {
			removeFiles(written...)
			return err
		}
		written = append(written, path)
	}
	for _, path := range written {
		fmt.Fprintln(c.Env.Err, "dossier: written:", filepath.Base(path))
	}
	c.Env.PrintNext(f.nextCommand(written[0]))
	return nil
}

// nextCommand is the useful command once the receipt is written. It names no folder: a path
// may hold a person's name.
func (r receiptOptions) nextCommand(written string) string {
	switch {
	case !strings.HasSuffix(written, ".json"):
		return "dossier audit verify"
	case r.folder != "":
		return "dossier audit verify --against " + filepath.Base(written) + "    in the folder of --out"
	}
	return "dossier audit verify --against " + filepath.Base(written)
}

// maxReceiptsPerMinute bounds how many receipts of one minute get a number.
const maxReceiptsPerMinute = 100

func (r receiptOptions) formats() []string {
	if r.format == "" {
		return []string{"json", "html"}
	}
	return []string{r.format}
}

// checkFolder makes sure that there is a folder to write into.
func (r receiptOptions) checkFolder() error {
	if r.folder == "" {
		return nil
	}
	info, err := os.Stat(r.folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return cli.NewProblem(cli.ExitFailure, "the folder of --out does not exist; make it first", err)
	case err == nil && !info.IsDir():
		return cli.Problemf(cli.ExitFailure, "--out names something that is not a folder")
	}
	return nil // writing finds everything else
}

// receiptStem is the path of both files without its ending. Neither is there yet: a
// new file never becomes half of an older pair.
func (c command) receiptStem(f receiptOptions, now time.Time) string {
	name := fmt.Sprintf("receipt-%s-%s", f.applicant[max(len(f.applicant)-8, 0):], now.UTC().Format("2006-01-02-1504"))
	name = filepath.Join(cmp.Or(f.folder, c.Env.Cwd), name)
	stem := name
	for n := 2; n <= maxReceiptsPerMinute && (cli.FileExists(stem+".json") || cli.FileExists(stem+".html")); n++ {
		stem = fmt.Sprintf("%s-%d", name, n)
	}
	return stem
}

func renderReceipt(r audit.Receipt, format string) (text []byte, err error) {
	if format == "json" {
		text, err = r.JSON()
	} else {
		text, err = renderPage(r)
	}
	if err != nil {
		return nil, cli.NewProblem(cli.ExitFailure, "the receipt cannot be drawn", err)
	}
	return text, nil
}

// createFile writes a new file for its owner alone. It removes one that it could not
// write whole.
func createFile(path string, text []byte) error {
	file, err := safefile.Create(path)
	if err == nil {
		_, err = file.Write(text)
		if err = cmp.Or(err, file.Sync(), file.Close()); err != nil {
			removeFiles(path)
		}
	}
	if err == nil {
		return nil
	}
	why := cli.FileErrorCause(err).Error()
	if errors.Is(err, fs.ErrExist) {
		why = "it is there already and is not overwritten; move it away, or choose another folder with --out"
	}
	return cli.NewProblem(cli.ExitFailure, "nothing was written: "+filepath.Base(path)+": "+why, err)
}

func removeFiles(paths ...string) {
	for _, path := range paths {
		_ = os.Remove(path)
	}
}
