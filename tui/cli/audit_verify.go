package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"dossier/flows/chain"
	"dossier/flows/journal"
)

const verifyLong = `verify reads the whole journal once and checks every link and every seal. The heads that this
computer wrote down (see audit head --help) are checked too, and those in the files given with
--against: lines as audit head prints them, receipts, or lines of a system log.

Exit code 0: the journal is whole, and every record was written with the audit key that is here.
1: it is not; the lines say where. 6: nothing is wrong with the links, but the audit key that the
journal names is not here, so that nothing is proved but what a head says that was written down.

The rows that only help to find things, the start list and the picture hashes, are no part of the
chain; --rows derives them anew from the records and compares, which takes longer.`

const verifyExample = `  dossier audit verify
  dossier audit verify --against heads-of-march.jsonl --against receipt-39808060.json
  journalctl -t dossier | dossier audit verify --against -`

// proof is one verification.
type proof struct {
	o       *options
	j       *journal.Journal
	against []string
	asJSON  bool
	rows    bool // the start list and the picture hashes too
}

func auditVerifyCommand(o *options) *cobra.Command {
	p := &proof{o: o}
	cmd := &cobra.Command{
		Use: "verify", Short: "Prove with the key and the heads kept here that no entry was changed, removed or cut off", Long: verifyLong, Example: verifyExample,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if p.j, err = o.readJournal(cmd.Context()); err != nil {
				return err
			}
			defer func() { _ = p.j.Close() }()
			return p.run(cmd.Context())
		},
	}
	cmd.Flags().StringArrayVar(&p.against, "against", nil, "a file that holds heads written down earlier; - is standard input; repeats")
	cmd.Flags().BoolVar(&p.rows, "rows", false, "also derive the start list and the picture hashes from the records, and compare")
	cmd.Flags().BoolVar(&p.asJSON, "json", false, "the result as one JSON object")
	return cmd
}

func (p *proof) run(ctx context.Context) error {
	f := finding{journal: p.j.ID(), key: p.j.KeyID()}
	key, why := p.o.keyFor(p.j)
	f.unsealed = why
	if err := p.heads(&f); err != nil {
		return err
	}
	if err := f.check(ctx, p.j, key, p.o.env.Err); err != nil {
		return journalProblem(err)
	}
	if p.rows {
		if err := f.derive(ctx, p.j, p.o.env.Err); err != nil {
			return journalProblem(err)
		}
	}
	return f.say(p.o.env.Out, p.asJSON)
}

// check reads the whole journal once.
func (f *finding) check(ctx context.Context, j *journal.Journal, key chain.Key, progress io.Writer) error {
	end, hash, err := j.End(ctx)
	if err != nil {
		return err
	}
	v := chain.NewVerifier(j.ID(), key, f.known)
	bar := newBar(progress, "verifying")
	defer bar.end()
	err = j.Records(ctx, func(r chain.Record) error {
		v.Add(r)
		f.newest = max(f.newest, r.Entry.At)
		bar.show(r.Pos, end)
		return nil
	})
	if err != nil {
		return err
	}
	f.Report = v.End()
	if f.Last < end || f.Last == end && f.Hash != hash {
		f.odd = append(f.odd, fmt.Sprintf("the journal says that it ends with record %d and %s, and does not", end, hash.Short()))
	}
	n, err := j.OddSummaries(ctx)
	if n > 0 {
		f.odd = append(f.odd, plural(n, "row", "rows")+" of the start list do not belong to the last entry of the dossier")
	}
	return err
}

// heads are those kept on this computer and those given. One that was kept of
// this place and names another journal is a fault: that one was here.
func (p *proof) heads(f *finding) error {
	if path := p.o.headsFile(); path != "" {
		kept, _, err := readHeads(path, nil)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			f.noFile = true
		case err != nil:
			return problem(Failure, "the heads written down on this computer: %s", reason(err))
		}
		f.known = ofJournal(kept, f.journal)
		f.strangers(kept, p.o.placeMark(p.j))
	}
	for n, path := range p.against {
		given, lines, err := readHeads(path, p.o.env.In)
		switch which := fmt.Sprintf("--against, number %d:", n+1); {
		case err != nil:
			return problem(Usage, "%s %s", which, reason(err))
		case len(given) == 0:
			return problem(Usage, "%s there is no head in %s", which, plural(lines, "line", "lines"))
		case len(ofJournal(given, f.journal)) == 0:
			f.odd = append(f.odd, which+" its heads are of another journal than this one says it is")
		default:
			f.known = append(f.known, ofJournal(given, f.journal)...)
		}
	}
	return nil
}

// strangers are heads of another journal at the same place.
func (f *finding) strangers(kept []chain.Head, mark string) {
	for _, h := range slices.Backward(kept) {
		if mark != "" && h.Place == mark && h.Journal != f.journal {
			f.odd = append(f.odd, fmt.Sprintf("another journal was in this place on %s: its head %d was written down here", h.At.Format(time.DateOnly), h.Pos))
			return
		}
	}
}

// placeMark is what heads of this journal's place carry that were written with
// the key that is here; "" without one.
func (o *options) placeMark(j *journal.Journal) string {
	key, err := o.auditKey(false)
	if err != nil {
		return ""
	}
	return key.Mark(j.Place())
}

// readHeads reads every line that holds a head: one of a file of heads, of a
// system log, or of a receipt. Without in it is the file that this computer
// keeps, which nobody else may write to.
func readHeads(path string, in io.Reader) (list []chain.Head, lines int, err error) {
	file := in
	if path != "-" || in == nil {
		flags := os.O_RDONLY
		if in == nil {
			flags |= noWait
		}
		opened, err := os.OpenFile(path, flags, 0)
		if err != nil {
			return nil, 0, err
		}
		defer func() { _ = opened.Close() }()
		if in == nil {
			if err := provesHeads(opened); err != nil {
				return nil, 0, err
			}
		}
		file = opened
	}
	err = eachLine(file, func(line []byte) {
		lines++
		if head, err := chain.ParseHead(line); err == nil {
			list = append(list, head)
		}
	})
	return list, lines, err
}

func ofJournal(heads []chain.Head, journal string) (list []chain.Head) {
	for _, h := range heads {
		if h.Journal == journal {
			list = append(list, h)
		}
	}
	return list
}

// finding is what a verification found.
type finding struct {
	chain.Report
	journal, key string
	unsealed     string // why the seals were not looked at
	newest       int64  // time of the newest entry
	known        []chain.Head
	noFile       bool     // there is no file of heads on this computer
	odd          []string // what else is wrong
	derived      uint64   // dossiers whose rows were derived anew
}

func (f finding) whole() bool { return f.OK() && len(f.odd) == 0 }

// say prints the finding; a journal that is not proved to be whole is a problem.
func (f finding) say(out io.Writer, asJSON bool) error {
	if asJSON {
		f.json(out)
	} else {
		f.text(out)
	}
	switch {
	case !f.whole():
		return problem(Failure, "the journal is not as it was written; keep it as it is, keep its backups, and tell who is responsible for the record")
	case !f.Sealed:
		return problem(Incomplete, "without the audit key anybody could have written these records anew; bring the key here (DOSSIER_AUDIT_KEY) and run this again")
	}
	return nil
}

func (f finding) text(out io.Writer) {
	records := plural(int(f.Records), "record", "records")
	switch {
	case !f.whole():
		fmt.Fprintf(out, "✗ not whole  %s, %s", records, plural(int(f.Failures)+len(f.odd), "fault", "faults"))
	case !f.Sealed:
		fmt.Fprintf(out, "! not proved %s, whose links fit", records)
	default:
		fmt.Fprintf(out, "✓ whole      %s", records)
	}
	if f.newest > 0 {
		fmt.Fprintf(out, ", the newest of %s UTC", time.Unix(0, f.newest).UTC().Format(time.DateTime))
	}
	fmt.Fprintln(out)
	for _, fault := range f.faults() {
		fmt.Fprintf(out, "  ✗ %s\n", fault)
	}
	if more := f.Failures - uint64(len(f.Faults)); more > 0 {
		fmt.Fprintf(out, "  ✗ and %s more\n", count(more))
	}
	if f.Removed > 0 {
		fmt.Fprintf(out, "  removed    %s, as tombstones say\n", plural(int(f.Removed), "record", "records"))
	}
	fmt.Fprintf(out, "  seals      %s\n  heads      %s\n", f.seals(), f.heads())
	if f.derived > 0 {
		fmt.Fprintf(out, "  rows       derived anew from the records of %s\n", plural(int(f.derived), "dossier", "dossiers"))
	}
	fmt.Fprintf(out, "  head       %d  %s\n  journal    %s\n", f.Last, f.Hash, f.journal)
}

// faults are the first of the chain's, and all others.
func (f finding) faults() []string {
	list := []string{}
	for _, fault := range f.Faults {
		list = append(list, fault.String())
	}
	return append(list, f.odd...)
}

func (f finding) seals() string {
	if f.Sealed {
		return "every one was looked at, with the audit key " + f.key
	}
	return "not looked at: the audit key " + f.key + ", which the journal names, is not here (" + f.unsealed + ")"
}

func (f finding) heads() string {
	switch {
	case len(f.known) > 0:
		return fmt.Sprintf("%d of %d that were written down were met", f.Heads, len(f.known))
	case f.noFile:
		return "the file of heads is not here, so a cut end could not be seen"
	}
	return "none of this journal was written down, so a cut end could not be seen"
}

// json is the finding for scripts, version 1 of its schema.
func (f finding) json(out io.Writer) {
	_ = json.NewEncoder(out).Encode(map[string]any{
		"schema": 1, "whole": f.whole() && f.Sealed, "records": f.Records, "removed": f.Removed,
		"faults": f.faults(), "failures": f.Failures + uint64(len(f.odd)), "sealsChecked": f.Sealed, "headsKnown": len(f.known), "headsMet": f.Heads,
		"rowsDerived": f.derived, "pos": f.Last, "hash": f.Hash, "journal": f.journal, "key": f.key,
	})
}

func count(n uint64) string { return humanize.Comma(int64(n)) }
