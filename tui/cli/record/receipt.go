package record

import (
	"bytes"
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
	"dossier/tui/cli"
)

const receiptLong = `receipt writes what the journal says of one applicant into two new files: JSON for
programs, and one HTML page to print and file with the case. They hold every attempt
with its hash, the service's errors and warnings and this program's explanation of them, who
accepted which warning and why, every check with its result, and the head of the
journal's chain.

No picture, no file name and no name of the applicant is in them; reasons of a final
rejection are, and are marked: they are for compliance only. No token and no audit key
is needed. Their names end in the date and the time (UTC); no file is ever overwritten. "dossier audit verify
--against receipt-….json" checks later that the journal still holds what it held.`

const receiptExample = `  dossier receipt 1699236591586x405886519539808060
  dossier receipt 1699236591586x405886519539808060 --out ~/cases/4711
  dossier receipt 1699236591586x405886519539808060 --format json --out -`

// receiptOptions is what a receipt is made of.
type receiptOptions struct{ applicant, folder, format string }

func newReceiptCommand(c command) *cobra.Command {
	f := receiptOptions{}
	cmd := &cobra.Command{
		Use: "receipt APPLICANT [--out FOLDER] [--format json|html]", Short: "Write what was sent for an applicant, to be filed with the case",
		Long: receiptLong, Example: receiptExample, Args: cli.ExactArguments(1, "one applicant ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.applicant = args[0]
			return c.writeReceipt(cmd.Context(), f, time.Now())
		},
	}
	cmd.Flags().StringVar(&f.folder, "out", "", "the folder to write into, or - for stdout (default the present folder)")
	cmd.Flags().StringVar(&f.format, "format", "", "json or html only (default both)")
	return cmd
}

func (c command) writeReceipt(ctx context.Context, f receiptOptions, now time.Time) error {
	switch {
	case !flows.ValidApplicant(f.applicant):
		return cli.Problemf(cli.ExitUsage, "that is not an applicant ID; it looks like 1699236591586x405886519539808060")
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
	r, err := audit.MakeReceipt(ctx, j, key, now, c.Env.Version)
	if err != nil {
		return auditProblem(err)
	}
	return c.writeReceiptFiles(r, f, now)
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

// writeReceiptFiles writes what was asked for: to stdout, or into new files, of which there
// are all or none.
func (c command) writeReceiptFiles(r audit.Receipt, f receiptOptions, now time.Time) error {
	if f.folder != "-" {
		if err := f.checkFolder(); err != nil {
			return err
		}
	}
	name := fmt.Sprintf("receipt-%s-%s", f.applicant[max(len(f.applicant)-8, 0):], now.UTC().Format("2006-01-02-1504"))
	stem := name
	for n := 2; f.folder != "-" && n <= maxReceiptsPerMinute && (cli.FileExists(c.receiptPath(f, stem, "json")) || cli.FileExists(c.receiptPath(f, stem, "html"))); n++ {
		stem = fmt.Sprintf("%s-%d", name, n) // nor with one file of an older pair
	}
	return c.writeReceiptFilesAs(r, f, stem)
}

// maxReceiptsPerMinute bounds how many receipts of one minute get a number.
const maxReceiptsPerMinute = 100

// checkFolder makes sure that there is a folder to write into.
func (f receiptOptions) checkFolder() error {
	if f.folder == "" {
		return nil
	}
	info, err := os.Stat(f.folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return cli.NewProblem(cli.ExitFailure, "the folder of --out does not exist; make it first", err)
	case err == nil && !info.IsDir():
		return cli.Problemf(cli.ExitFailure, "--out names something that is not a folder")
	}
	return nil // writing finds everything else
}

func (c command) receiptPath(f receiptOptions, name, format string) string {
	return filepath.Join(cmp.Or(f.folder, c.Env.Cwd), name+"."+format)
}

// writeReceiptFilesAs writes the receipt under one name.
func (c command) writeReceiptFilesAs(r audit.Receipt, f receiptOptions, name string) error {
	var written []string
	for _, format := range []string{"json", "html"} {
		if f.format != "" && f.format != format {
			continue
		}
		text, err := renderReceipt(r, format)
		if err != nil {
			return cli.NewProblem(cli.ExitFailure, "the receipt cannot be drawn", err)
		}
		if f.folder == "-" {
			out := &cli.TrackedWriter{Writer: c.Env.Out}
			if _, err := out.Write(text); err != nil {
				return out.Problem()
			}
			return nil
		}
		path := c.receiptPath(f, name, format)
		if err := createFile(path, text); err != nil {
			for _, path := range written {
				_ = os.Remove(path)
			}
			return notWrittenProblem(name+"."+format, err)
		}
		written = append(written, path)
	}
	for _, path := range written {
		fmt.Fprintln(c.Env.Err, "dossier: written:", filepath.Base(path))
	}
	return nil
}

func renderReceipt(r audit.Receipt, format string) ([]byte, error) {
	if format == "json" {
		return r.JSON()
	}
	var page bytes.Buffer
	err := writePage(&page, r)
	return page.Bytes(), err
}

func notWrittenProblem(name string, err error) error {
	why := cli.FileErrorCause(err).Error()
	if errors.Is(err, fs.ErrExist) {
		why = "it is there already and is not overwritten; move it away, or choose another folder with --out"
	}
	return cli.NewProblem(cli.ExitFailure, "nothing was written: "+name+": "+why, err)
}

// createFile writes a new file for its owner alone. What could not be written whole
// is removed again.
func createFile(path string, text []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	if err = cmp.Or(err, file.Sync(), file.Close()); err != nil {
		_ = os.Remove(path)
	}
	return err
}
