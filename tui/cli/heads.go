package cli

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"

	"dossier/flows/chain"
	"dossier/flows/journal"
)

const headLong = `head prints the end of the chain as one line of JSON: write it down elsewhere (print it, mail it to
the auditor, keep it on another computer), and audit verify --against it shows later whether anything
in front of it was changed, removed or cut off.

The program does the same by itself, at its end and every five minutes while it writes, into the
place that DOSSIER_AUDIT_HEADS names: a file, or the word syslog; "off" for none. Without it the file
is audit-heads.jsonl beside the audit key. A file on another disk or computer is better.`

func auditHeadCommand(o *options) *cobra.Command {
	to := ""
	cmd := &cobra.Command{
		Use: "head", Short: "Print the end of the chain, to be kept elsewhere", Long: headLong, Args: noArguments,
		Example: "  dossier audit head\n  dossier audit head --to /mnt/auditor/heads.jsonl\n  dossier audit head --to syslog",
		RunE: func(cmd *cobra.Command, _ []string) error {
			j, err := o.readJournal(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = j.Close() }()
			head, ok, err := j.Head(cmd.Context())
			head.Place = o.placeMark(j)
			switch {
			case err != nil:
				return journalProblem(err)
			case !ok:
				return problem(Failure, "the journal holds nothing yet, so there is no head")
			case to == "":
				return json.NewEncoder(o.env.Out).Encode(head)
			}
			if err := keepHead(to, head); err != nil {
				return problem(Failure, "the head could not be written down: %s", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "append it to this file, or send it to syslog")
	return cmd
}

// The words of DOSSIER_AUDIT_HEADS that are no file.
const (
	headsOff    = "off"
	headsSyslog = "syslog"
)

// headsPlace is where heads are written down; "" is nowhere.
func (o *options) headsPlace() string {
	switch place := o.env.Getenv("DOSSIER_AUDIT_HEADS"); place {
	case headsOff:
		return ""
	case "":
		if folder, ok := o.home(xdg.ConfigHome); ok {
			return filepath.Join(folder, "audit-heads.jsonl")
		}
		return ""
	default:
		return place
	}
}

// headsToKeep is headsPlace for a program that will write there. The folder of
// the default place is made; that of a place which somebody named is not: where
// a disk is not mounted it would be made on another one.
func (o *options) headsToKeep() string {
	place := o.headsPlace()
	if o.env.Getenv("DOSSIER_AUDIT_HEADS") == "" && place != "" {
		_ = os.MkdirAll(filepath.Dir(place), 0o700) // writing tells when it is not there
	}
	return place
}

// headsFile is the file among those places.
func (o *options) headsFile() string {
	if place := o.headsPlace(); place != headsSyslog {
		return place
	}
	return ""
}

// keepHead writes a head down: one line. The error names no path.
func keepHead(place string, head chain.Head) error {
	line, err := json.Marshal(head)
	if err != nil {
		return err
	}
	if place == headsSyslog {
		return toSyslog("", "", line)
	}
	err = appendLine(place, line)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("its folder is not there; mount its disk, or make the folder first")
	case err != nil:
		return reason(err)
	}
	return nil
}

// appendLine adds a line to a file. What a crash tore off at its end does not
// swallow it.
func appendLine(path string, line []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|noWait, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	if err := provesHeads(file); err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	whole := append(line, '\n')
	if info.Size() > 0 && !endsLine(path, info.Size()) {
		whole = append([]byte{'\n'}, whole...)
	}
	_, err = file.Write(whole)
	return cmp.Or(err, file.Sync(), file.Close())
}

// knownTail is how much of the file of heads is looked at when a journal is
// opened: the newest some hundred.
const knownTail = 128 << 10

// knownHeads are the newest heads that were written down on this computer.
func (o *options) knownHeads() []chain.Head {
	path := o.headsFile()
	if path == "" {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil // none yet; audit verify says so
	}
	defer func() { _ = file.Close() }()
	if info, err := file.Stat(); err == nil && info.Size() > knownTail {
		_, _ = file.Seek(-knownTail, io.SeekEnd)
	}
	tail, _ := io.ReadAll(io.LimitReader(file, knownTail))
	var list []chain.Head
	for line := range bytes.Lines(tail) {
		if head, err := chain.ParseHead(line); err == nil {
			list = append(list, head)
		}
	}
	return list
}

// keepEvery is how often heads are written down while the program runs.
const keepEvery = 5 * time.Minute

// headKeeper writes the journal's head down when it has moved.
type headKeeper struct {
	journal *journal.Journal
	place   string
	last    uint64
	stop    context.CancelFunc
	ended   sync.WaitGroup
}

// keepHeads starts a keeper; a journal that holds nothing new gives it nothing to do.
func keepHeads(ctx context.Context, j *journal.Journal, place string) *headKeeper {
	k := &headKeeper{journal: j, place: place}
	if head, ok, err := j.Head(ctx); err == nil && ok {
		k.last = head.Pos
	}
	ctx, k.stop = context.WithCancel(context.WithoutCancel(ctx))
	if place == "" {
		return k
	}
	k.ended.Go(func() {
		every := time.NewTicker(keepEvery)
		defer every.Stop()
		for {
			select {
			case <-every.C:
				_ = k.keep() // tried again, and told at the end
			case <-ctx.Done():
				return
			}
		}
	})
	return k
}

func (k *headKeeper) keep() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	head, ok, err := k.journal.Head(ctx)
	if err != nil || !ok || head.Pos == k.last {
		return err
	}
	if err := keepHead(k.place, head); err != nil {
		return err
	}
	k.last = head.Pos
	return nil
}

// close writes the last head down.
func (k *headKeeper) close() error {
	k.stop()
	k.ended.Wait()
	if k.place == "" {
		return nil
	}
	if err := k.keep(); err != nil {
		return problem(Failure, "the head of the audit chain could not be written down: %s", err)
	}
	return nil
}
