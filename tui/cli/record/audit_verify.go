package record

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"dossier/assets"
	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/tui/cli"
)

const verifyLong = `verify reads the whole journal once and checks every link and every seal. The heads that this
computer wrote down (see audit head --help) are checked too, and those in the files given with
--against: lines as audit head prints them, receipts, or lines of a system log.

Exit code 0: the journal is whole, and every record was written with the audit key that is here.
1: it is not; the lines say where. 6: the links fit, but not everything could be checked: the audit
key that the journal names is not here; no head of the journal is known, so a cut end could not be
seen; a head in a file cannot be read, or shares its line with another; or the file of heads on this
computer has a line that is no head. Other lines in a file of --against are passed over.

The rows that only help to find things, the start list and the picture hashes, are no part of the
chain; --rows derives them again from the records and compares, which takes longer.`

const verifyExample = `  dossier audit verify
  dossier audit verify --against heads-of-march.jsonl --against receipt-39808060.json
  journalctl -t dossier | dossier audit verify --against -`

// verifyRun is one verification.
type verifyRun struct {
	command
	j        *journal.Journal
	against  []string
	asJSON   bool
	withRows bool // the start list and the picture hashes too
}

func newAuditVerifyCommand(c command) *cobra.Command {
	p := &verifyRun{command: c}
	cmd := &cobra.Command{
		Use: "verify", Short: "Prove that no entry was changed, removed or cut off", Long: verifyLong, Example: verifyExample,
		Args: cli.NoArguments, Annotations: cli.NextCommand("dossier audit head    prints the end of the chain, to be kept elsewhere"),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if p.j, err = c.openJournalReadOnly(cmd.Context()); err != nil {
				return err
			}
			defer func() { _ = p.j.Close() }()
			return p.run(cmd.Context())
		},
	}
	cmd.Flags().StringArrayVar(&p.against, "against", nil, "a `FILE` that holds heads written down earlier; - is standard input; repeats")
	cmd.Flags().BoolVar(&p.withRows, "rows", false, "also derive the start list and the picture hashes from the records, and compare")
	cmd.Flags().BoolVar(&p.asJSON, "json", false, "the result as one JSON object")
	return cmd
}

func (v *verifyRun) run(ctx context.Context) error {
	known, err := v.collectHeads(ctx)
	if err != nil {
		return err
	}
	f := verifyResult{knownHeads: known}
	if err := v.verifyJournal(ctx, v.j, &f); err != nil {
		return cli.JournalProblem(err)
	}
	if v.withRows {
		if err := f.compareRows(ctx, v.j, v.Env.Err); err != nil {
			return cli.JournalProblem(err)
		}
	}
	return f.printResult(v.Env.Out, v.asJSON)
}

// verifyJournal reads the whole journal once and adds what it finds to f, which has
// the heads that are known.
func (c command) verifyJournal(ctx context.Context, j *journal.Journal, f *verifyResult) error {
	if err := f.addStorageFaults(ctx, j); err != nil {
		return err
	}
	end, hash, err := j.End(ctx)
	if err != nil {
		return err
	}
	key := c.matchingAuditKey(ctx, j, f.knownHeads.list...)
	f.journal, f.key, f.unsealedReason = j.ID(), j.KeyID(), key.missingReason
	if f.reportOtherKeys(j.KeyID(), key); key.isRenamed {
		f.key = key.ID()
	}
	v := chain.NewVerifier(j.ID(), key.AuditKey, f.knownHeads.list)
	bar := newProgressBar(c.Env.Err, "verifying")
	defer bar.finish()
	err = j.Records(ctx, func(r chain.Record) error {
		v.Add(r)
		f.newest = max(f.newest, r.Entry.At)
		bar.update(r.Pos, end.Number)
		return nil
	})
	if err != nil {
		return err
	}
	f.Report = v.Finish()
	endNow, hashNow, err := j.End(ctx)
	if err != nil {
		return err
	}
	if fault := endFault(chainEnd{end, hash}, endOfRecords(f.Report), chainEnd{endNow, hashNow}); fault != "" {
		f.otherFaults = append(f.otherFaults, fault)
	}
	n, err := j.CountStaleSummaries(ctx)
	if n > 0 {
		f.otherFaults = append(f.otherFaults, assets.CountText(n, "row of the start list does", "rows of the start list do")+" not belong to the last entry of the dossier")
	}
	return err
}

// addStorageFaults adds what is wrong with the journal's file, also where no record is.
func (v *verifyResult) addStorageFaults(ctx context.Context, j *journal.Journal) error {
	n, err := j.StorageFaults(ctx)
	if n > 0 {
		v.otherFaults = append(v.otherFaults, "the file of the journal is damaged: SQLite finds "+assets.CountText(n, "error", "errors")+" in its pages, rows and indexes")
	}
	return err
}

// chainEnd is where a journal says that its chain ends, or where it does.
type chainEnd struct {
	pos  chain.NumberColumn
	hash chain.HashColumn
}

// endOfRecords is where the chain ends that was verified.
func endOfRecords(r chain.Report) chainEnd {
	return chainEnd{chain.NumberColumn{Number: r.Last, IsWhole: true}, chain.HashColumn{Hash: r.Hash, IsWhole: true}}
}

// endFault is what is wrong with the ends that a journal named before its records were
// read and after that; "" when the last record that was read fits both. Others may have
// appended meanwhile: then it is between the two.
func endFault(before, read, after chainEnd) string {
	wrong := before
	switch {
	case !before.isWhole(), read.pos.Number < before.pos.Number, read.pos == before.pos && read != before:
	case !after.isWhole(), read.pos.Number > after.pos.Number, read.pos == after.pos && read != after:
		wrong = after
	default:
		return ""
	}
	return fmt.Sprintf("the journal says that it ends with %s, and its last record is %d with %s",
		wrong.text(), read.pos.Number, read.hash.Hash.Short())
}

func (e chainEnd) isWhole() bool { return e.pos.IsWhole && e.hash.IsWhole }

// text names an end as the journal has it: what is not whole has no value that could be
// shown.
func (e chainEnd) text() string {
	pos, hash := "something that is no number of a record", "something that is no hash"
	if e.pos.IsWhole {
		pos = fmt.Sprint("record ", e.pos.Number)
	}
	if e.hash.IsWhole {
		hash = e.hash.Hash.Short()
	}
	return pos + " and " + hash
}

// verifyResult is what a verification found.
type verifyResult struct {
	chain.Report
	knownHeads
	journal, key   string
	unsealedReason string // why the seals were not checked
	newest         int64  // time of the newest entry
	rowsDerived    uint64 // dossiers whose rows were derived again
}

// isWhole reports whether nothing shows that the journal was changed.
func (v verifyResult) isWhole() bool { return v.OK() && len(v.otherFaults) == 0 }

// isProved reports whether all that could show a change was checked.
func (v verifyResult) isProved() bool {
	return v.isWhole() && v.Sealed && len(v.headFindings) == 0 && !v.lacksHead()
}

// lacksHead reports whether no head is known of a journal that has records.
func (v verifyResult) lacksHead() bool { return v.Records > 0 && len(v.list) == 0 }

// printResult prints the result; a journal that is not proved to be whole is a problem.
func (v verifyResult) printResult(out io.Writer, asJSON bool) error {
	if asJSON {
		v.printJSON(out)
	} else {
		v.printText(out)
	}
	switch {
	case !v.isWhole():
		return cli.Problemf(cli.ExitFailure, "the journal is not as it was written; keep it as it is, keep its backups, and tell the person responsible for it")
	case !v.Sealed:
		return cli.Problemf(cli.ExitIncomplete, "without the audit key anybody could have written these records; bring the key here (DOSSIER_AUDIT_KEY) and run this again")
	case len(v.headFindings) > 0 && v.allCompared:
		return cli.Problemf(cli.ExitIncomplete, "every head was compared, but a line of their file was changed; find out who changed it, and put each head on a line of its own")
	case v.lacksHead():
		return cli.Problemf(cli.ExitIncomplete, "no head of this journal is known here; compare it with one that was kept elsewhere (--against). The first is written down here when a run that added records ends")
	case len(v.headFindings) > 0:
		return cli.Problemf(cli.ExitIncomplete, "not every head that was written down could be compared; find out who changed the file, or move what a crash left there into another file")
	}
	return nil
}

func (v verifyResult) printText(out io.Writer) {
	records := assets.CountText(int(v.Records), "record", "records")
	switch {
	case !v.isWhole():
		fmt.Fprintf(out, "✗ not whole  %s, %s", records, assets.CountText(int(v.FaultCount)+len(v.otherFaults), "error", "errors"))
	case !v.isProved():
		fmt.Fprintf(out, "! not proved %s, whose links fit", records)
	default:
		fmt.Fprintf(out, "✓ whole      %s", records)
	}
	if v.newest > 0 {
		fmt.Fprintf(out, ", the newest of %s UTC", time.Unix(0, v.newest).UTC().Format(time.DateTime))
	}
	fmt.Fprintln(out)
	for _, fault := range v.faultTexts() {
		fmt.Fprintf(out, "  ✗ %s\n", fault)
	}
	if more := v.FaultCount - uint64(len(v.Faults)); more > 0 {
		fmt.Fprintf(out, "  ✗ and %s more\n", humanize.Comma(int64(more)))
	}
	for _, finding := range v.headFindings {
		fmt.Fprintf(out, "  ! %s\n", finding)
	}
	if v.Removed > 0 {
		fmt.Fprintf(out, "  removed    %s, as tombstones say\n", assets.CountText(int(v.Removed), "record", "records"))
	}
	fmt.Fprintf(out, "  seals      %s\n  heads      %s\n", v.sealsText(), v.headsText())
	if v.rowsDerived > 0 {
		fmt.Fprintf(out, "  rows       derived again from the records of %s\n", assets.CountText(int(v.rowsDerived), "dossier", "dossiers"))
	}
	fmt.Fprintf(out, "  head       %d  %s\n  journal    %s\n", v.Last, v.Hash, v.journal)
}

// faultTexts are the first faults of the chain, and all others.
func (v verifyResult) faultTexts() []string {
	list := []string{}
	for _, fault := range v.Faults {
		list = append(list, fault.String())
	}
	return append(list, v.otherFaults...)
}

func (v verifyResult) sealsText() string {
	if v.Sealed {
		return "every one was checked, with the audit key " + v.key
	}
	return "not checked: the audit key " + v.key + ", which the journal names, is not here (" + v.unsealedReason + ")"
}

func (v verifyResult) headsText() string {
	text := "none of this journal was written down, so a cut end could not be seen"
	switch {
	case len(v.list) > 0:
		text = fmt.Sprintf("%d of %d that were written down were found", v.Heads, len(v.list))
	case v.fileMissing:
		text = "the file of heads is not here, so a cut end could not be seen"
	}
	if v.others > 0 {
		text += "; " + assets.CountText(v.others, "head is", "heads are") + " of another journal, compared with nothing"
	}
	return text
}

// printJSON prints the result for scripts, version 1 of its schema.
func (v verifyResult) printJSON(out io.Writer) {
	_ = json.NewEncoder(out).Encode(map[string]any{
		"schema": 1, "whole": v.isProved(), "records": v.Records, "removed": v.Removed,
		"faults": v.faultTexts(), "failures": v.FaultCount + uint64(len(v.otherFaults)), "sealsChecked": v.Sealed, "headsKnown": len(v.list), "headsMet": v.Heads, "headsOfOthers": v.others,
		"headFindings": append([]string{}, v.headFindings...), "rowsDerived": v.rowsDerived, "pos": v.Last, "hash": v.Hash, "journal": v.journal, "key": v.key,
	})
}
