package journal

import (
	"context"
	"sync"
	"time"

	"dossier/flows"
	"dossier/flows/journal/pglisten"
	"dossier/flows/journal/watchers"
)

// headPollInterval is how often the heads are read although nothing was heard: a
// connection that listens can be dead for a while unnoticed.
const headPollInterval = 15 * time.Second

// watchChanges listens until the journal is closed. It reads the heads of
// dossiers that are newly watched or were notified of, and all of them whenever
// listening begins, for what was missed.
func (e postgresEngine) watchChanges(j *Journal) {
	var listening sync.WaitGroup
	defer listening.Wait()
	began := make(chan struct{}, 1)
	pending := pglisten.NewPending()
	listening.Go(func() {
		pglisten.Run(j.ctx, e.config, func() { watchers.TrySignal(began) }, func(mark string) { pending.Note(j.watchers, mark) })
	})
	pace := time.NewTimer(headPollInterval)
	defer pace.Stop()
	for {
		var keys []flows.Key
		select {
		case <-j.ctx.Done():
			return
		case <-pace.C:
			keys = j.watchers.KeysToCheck(true)
		case <-began:
			keys = j.watchers.KeysToCheck(true)
		case <-j.watchers.Wake():
			keys = append(j.watchers.KeysToCheck(false), pending.Drain()...)
		}
		next := headPollInterval
		ctx, cancel := context.WithTimeout(j.ctx, statementTimeout)
		if err := j.readHeads(ctx, j.read, keys); err != nil {
			next = time.Second
		}
		cancel()
		pace.Reset(next)
	}
}
