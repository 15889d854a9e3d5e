package cli

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"dossier/flows/chain"
	"dossier/flows/journal"
	"dossier/flows/safefile"
)

// The values of DOSSIER_AUDIT_HEADS that name no file.
const (
	headsOff    = "off"
	headsSyslog = "syslog"
)

// headsPlace is where heads are written down; "" means nowhere.
func (o *Options) headsPlace() string {
	switch place := o.Env.Getenv("DOSSIER_AUDIT_HEADS"); place {
	case headsOff:
		return ""
	case "":
		folder, err := o.ConfigFolder()
		if err != nil { // JournalPlace has said it, or there is no home folder
			return ""
		}
		return filepath.Join(folder, "audit-heads.jsonl")
	default:
		return place
	}
}

// PrepareHeadsPlace is headsPlace for a program that will write there. It makes the
// folder of the default place. It does not make one that the operator named: if that
// disk is not mounted, the folder would be made on another one.
func (o *Options) PrepareHeadsPlace() string {
	place := o.headsPlace()
	if o.Env.Getenv("DOSSIER_AUDIT_HEADS") == "" && place != "" {
		_ = os.MkdirAll(filepath.Dir(place), 0o700) // writing fails when it is not there
	}
	return place
}

// headsFile is the file that heads are written down in; "" means none.
func (o *Options) headsFile() string {
	if place := o.headsPlace(); place != headsSyslog {
		return place
	}
	return ""
}

// WriteHead writes a head down: one line. The error names no path.
func WriteHead(place string, head chain.Head) error {
	line, err := json.Marshal(head)
	if err != nil {
		return err
	}
	if place == headsSyslog {
		return sendToSyslog("", "", line)
	}
	err = appendLine(place, line)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("its folder is not there; mount its disk, or make the folder first")
	case err != nil:
		return FileErrorCause(err)
	}
	return nil
}

// appendLine adds a line to a file. It starts a new line even when a crash left the
// last one incomplete.
func appendLine(path string, line []byte) error {
	file, err := safefile.OpenAppend(path, safefile.Rules{})
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	if err := cmp.Or(checkHeadsFile(file), checkHeadsStart(path)); err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if info.Size() > 0 && !endsWithNewline(path, info.Size()) {
		line = append([]byte{'\n'}, line...)
	}
	_, err = file.Write(append(line, '\n'))
	return cmp.Or(err, file.Sync(), file.Close())
}

// headInterval is how often heads are written down while the program runs.
const headInterval = 5 * time.Minute

// HeadWriter writes the journal's head down when the journal has grown.
type HeadWriter struct {
	journal *journal.Journal
	place   string
	lastPos uint64
	stop    context.CancelFunc
	ended   sync.WaitGroup
}

// StartHeadWriter starts a head writer. With an empty place it writes nothing.
func StartHeadWriter(ctx context.Context, j *journal.Journal, place string) *HeadWriter {
	k := &HeadWriter{journal: j, place: place}
	if head, ok, err := j.Head(ctx); err == nil && ok {
		k.lastPos = head.Pos
	}
	ctx, k.stop = context.WithCancel(context.WithoutCancel(ctx))
	if place == "" {
		return k
	}
	k.ended.Go(func() {
		every := time.NewTicker(headInterval)
		defer every.Stop()
		for {
			select {
			case <-every.C:
				_ = k.writeNewHead() // tried again; Close returns the last error
			case <-ctx.Done():
				return
			}
		}
	})
	return k
}

func (h *HeadWriter) writeNewHead() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	head, ok, err := h.journal.Head(ctx)
	if err != nil || !ok || head.Pos == h.lastPos {
		return err
	}
	if err := WriteHead(h.place, head); err != nil {
		return err
	}
	h.lastPos = head.Pos
	return nil
}

// Close writes the last head down.
func (h *HeadWriter) Close() error {
	h.stop()
	h.ended.Wait()
	if h.place == "" {
		return nil
	}
	if err := h.writeNewHead(); err != nil {
		return Problemf(ExitFailure, "the head of the audit chain could not be written down: %s", err)
	}
	return nil
}
