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

	"dossier/flows/chain"
	"dossier/flows/journal"
)

// The words of DOSSIER_AUDIT_HEADS that are no file.
const (
	headsOff    = "off"
	headsSyslog = "syslog"
)

// headsPlace is where heads are written down; "" is nowhere.
func (o *Options) headsPlace() string {
	switch place := o.Env.Getenv("DOSSIER_AUDIT_HEADS"); place {
	case headsOff:
		return ""
	case "":
		if folder, ok := o.XDGFolder(xdg.ConfigHome); ok {
			return filepath.Join(folder, "audit-heads.jsonl")
		}
		return ""
	default:
		return place
	}
}

// PrepareHeadsPlace is headsPlace for a program that will write there. The folder of
// the default place is made; that of a place which somebody named is not: where
// a disk is not mounted it would be made on another one.
func (o *Options) PrepareHeadsPlace() string {
	place := o.headsPlace()
	if o.Env.Getenv("DOSSIER_AUDIT_HEADS") == "" && place != "" {
		_ = os.MkdirAll(filepath.Dir(place), 0o700) // writing fails when it is not there
	}
	return place
}

// HeadsFile is the file among those places.
func (o *Options) HeadsFile() string {
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

// appendLine adds a line to a file. What a crash tore off at its end does not
// swallow it.
func appendLine(path string, line []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE|noWait, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	if err := checkHeadsFile(file); err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	whole := append(line, '\n')
	if info.Size() > 0 && !endsWithNewline(path, info.Size()) {
		whole = append([]byte{'\n'}, whole...)
	}
	_, err = file.Write(whole)
	return cmp.Or(err, file.Sync(), file.Close())
}

// recentHeadsSize is how much of the file of heads is looked at when a journal is
// opened: the newest some hundred.
const recentHeadsSize = 128 << 10

// RecentHeads are the newest heads that were written down on this computer.
func (o *Options) RecentHeads() []chain.Head {
	path := o.HeadsFile()
	if path == "" {
		return nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil // none yet; audit verify says so
	}
	defer func() { _ = file.Close() }()
	if info, err := file.Stat(); err == nil && info.Size() > recentHeadsSize {
		_, _ = file.Seek(-recentHeadsSize, io.SeekEnd)
	}
	tail, _ := io.ReadAll(io.LimitReader(file, recentHeadsSize))
	var list []chain.Head
	for line := range bytes.Lines(tail) {
		if head, err := chain.ParseHead(line); err == nil {
			list = append(list, head)
		}
	}
	return list
}

// headInterval is how often heads are written down while the program runs.
const headInterval = 5 * time.Minute

// HeadWriter writes the journal's head down when it has moved.
type HeadWriter struct {
	journal *journal.Journal
	place   string
	lastPos uint64
	stop    context.CancelFunc
	ended   sync.WaitGroup
}

// StartHeadWriter starts a head writer, which writes only when the journal has grown.
// place is "" when heads are not written down.
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

func (k *HeadWriter) writeNewHead() error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	head, ok, err := k.journal.Head(ctx)
	if err != nil || !ok || head.Pos == k.lastPos {
		return err
	}
	if err := WriteHead(k.place, head); err != nil {
		return err
	}
	k.lastPos = head.Pos
	return nil
}

// Close writes the last head down.
func (k *HeadWriter) Close() error {
	k.stop()
	k.ended.Wait()
	if k.place == "" {
		return nil
	}
	if err := k.writeNewHead(); err != nil {
		return Problemf(ExitFailure, "the head of the audit chain could not be written down: %s", err)
	}
	return nil
}
