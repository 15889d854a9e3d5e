package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"dossier/flows/chain"
	"dossier/flows/journal"
)

const verifyLong = `verify reads the whole journal once and checks every link and every seal. The heads that this
computer wrote down (see audit head --help) are checked too, and those in the files given with
--against: lines as audit head prints them, receipts, or lines of a system log.

Exit code 0: the journal is whole. 1: it is not; the lines say where.`

const verifyExample = `  dossier audit verify
  dossier audit verify --against heads-of-march.jsonl --against receipt-39808060.json
  journalctl -t dossier | dossier audit verify --against -`

// proof is one verification.
type proof struct {
	o       *options
	j       *journal.Journal
	against []string
	asJSON  bool
}

func auditVerifyCommand(o *options) *cobra.Command {
	p := &proof{o: o}
	cmd := &cobra.Command{
		Use: "verify", Short: "Prove that no entry was changed, removed or cut off", Long: verifyLong, Example: verifyExample,
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
	cmd.Flags().BoolVar(&p.asJSON, "json", false, "the result as one JSON object")
	return cmd
}

func (p *proof) run(ctx context.Context) error {
	heads, err := p.heads()
	if err != nil {
		return err
	}
	total, _, err := p.j.Head(ctx)
	if err != nil {
		return journalProblem(err)
	}
	key, why := p.o.keyFor(p.j)
	v, newest := chain.NewVerifier(p.j.ID(), key, heads), int64(0)
	bar := newBar(p.o.env.Err, "verifying")
	err = p.j.Records(ctx, func(r chain.Record) error {
		v.Add(r)
		newest = max(newest, r.Entry.At)
		bar.show(r.Pos, total.Pos)
		return nil
	})
	bar.end()
	if err != nil {
		return journalProblem(err)
	}
	odd, err := p.j.OddSummaries(ctx)
	if err != nil {
		return journalProblem(err)
	}
	f := finding{Report: v.End(), journal: p.j.ID(), key: p.j.KeyID(), unsealed: why, newest: newest, odd: odd}
	f.known = ofJournal(heads, f.journal)
	return f.say(p.o.env.Out, p.asJSON)
}

// heads are those kept on this computer and those given.
func (p *proof) heads() ([]chain.Head, error) {
	var list []chain.Head
	if path := p.o.headsFile(); path != "" {
		kept, _, err := readHeads(path, nil)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, problem(Failure, "the heads written down on this computer: %s", reason(err))
		}
		list = kept
	}
	for _, path := range p.against {
		given, lines, err := readHeads(path, p.o.env.In)
		switch {
		case err != nil:
			return nil, problem(Usage, "--against: %s", reason(err))
		case len(given) == 0:
			return nil, problem(Usage, "--against: there is no head in those %d lines", lines)
		case len(ofJournal(given, p.j.ID())) == 0:
			return nil, problem(Failure, "--against: those heads are of another journal, so they prove nothing about this one")
		}
		list = append(list, given...)
	}
	return list, nil
}

// readHeads reads every line that holds a head: one of a file of heads, of a
// system log, or of a receipt.
func readHeads(path string, in io.Reader) (list []chain.Head, lines int, err error) {
	file := in
	if path != "-" || in == nil {
		opened, err := os.Open(path)
		if err != nil {
			return nil, 0, err
		}
		defer func() { _ = opened.Close() }()
		file = opened
	}
	scan := bufio.NewScanner(file)
	for ; scan.Scan(); lines++ {
		if head, err := chain.ParseHead(scan.Bytes()); err == nil {
			list = append(list, head)
		}
	}
	return list, lines, scan.Err()
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
	odd          int    // rows of the start list that do not fit
	known        []chain.Head
}

func (f finding) whole() bool { return f.OK() && f.odd == 0 }

// say prints the finding; a journal that is not whole is a problem.
func (f finding) say(out io.Writer, asJSON bool) error {
	if asJSON {
		f.json(out)
	} else {
		f.text(out)
	}
	if f.whole() {
		return nil
	}
	return problem(Failure, "the journal is not as it was written; keep it as it is, keep its backups, and tell who is responsible for the record")
}

func (f finding) text(out io.Writer) {
	if f.whole() {
		fmt.Fprintf(out, "✓ whole      %s records", count(f.Records))
	} else {
		fmt.Fprintf(out, "✗ not whole  %s records, %s faults", count(f.Records), count(f.Failures+uint64(f.odd)))
	}
	if f.newest > 0 {
		fmt.Fprintf(out, ", the newest of %s UTC", time.Unix(0, f.newest).UTC().Format(time.DateTime))
	}
	fmt.Fprintln(out)
	for _, fault := range f.Faults {
		fmt.Fprintf(out, "  ✗ %s\n", fault)
	}
	if more := f.Failures - uint64(len(f.Faults)); more > 0 {
		fmt.Fprintf(out, "  ✗ and %s more\n", count(more))
	}
	if f.odd > 0 {
		fmt.Fprintf(out, "  ✗ %s rows of the start list do not belong to the last entries of their dossiers\n", count(uint64(f.odd)))
	}
	if f.Removed > 0 {
		fmt.Fprintf(out, "  removed    %s records, as tombstones say\n", count(f.Removed))
	}
	fmt.Fprintf(out, "  seals      %s\n  heads      %s\n", f.seals(), f.heads())
	fmt.Fprintf(out, "  head       %d  %s\n  journal    %s\n", f.Last, f.Hash, f.journal)
}

func (f finding) seals() string {
	if f.Sealed {
		return "every one was looked at, with the audit key " + f.key
	}
	return "not looked at: the audit key " + f.key + " is not here (" + f.unsealed + ")"
}

func (f finding) heads() string {
	if len(f.known) == 0 {
		return "none was written down before, so a cut end could not be seen"
	}
	return fmt.Sprintf("%d of %d that were written down were met", f.Heads, len(f.known))
}

// json is the finding for scripts, version 1 of its schema.
func (f finding) json(out io.Writer) {
	faults := []string{}
	for _, fault := range f.Faults {
		faults = append(faults, fault.String())
	}
	_ = json.NewEncoder(out).Encode(map[string]any{
		"schema": 1, "whole": f.whole(), "records": f.Records, "removed": f.Removed, "faults": faults, "failures": f.Failures, "oddRows": f.odd,
		"sealsChecked": f.Sealed, "headsKnown": len(f.known), "headsMet": f.Heads, "pos": f.Last, "hash": f.Hash, "journal": f.journal, "key": f.key,
	})
}

func count(n uint64) string { return humanize.Comma(int64(n)) }
