package local

import (
	"context"
	"sync"

	"dossier/assets"
	"dossier/flows/intake"
	"dossier/tui/inboxfolder"
	"dossier/tui/scpline"
	"dossier/tui/settings"
	"dossier/tui/steps"
	"dossier/tui/wizard"
)

// inboxes are the private inboxes of a wizard whose operator is elsewhere, one for each
// applicant: what was sent for one is never shown for another.
type inboxes struct {
	place  inboxfolder.Place
	fault  error // why there are none
	limits intake.Limits
	target scpline.Target
	owner  string // whose the inboxes are, where an account has several operators
	forced bool   // files come by the inbox's code

	mu    sync.Mutex
	ctx   context.Context
	open  map[string]inboxSource
	stop  context.CancelFunc
	looks sync.WaitGroup
}

// openInboxes prepares inboxes below the best of some folders, and removes those that killed
// programs left there.
func openInboxes(ctx context.Context, w settings.Wizard, folders []string) *inboxes {
	b := &inboxes{limits: w.Limits, target: scpline.ParseTarget(w.Inbox.PublicName), open: map[string]inboxSource{}}
	b.target.User, b.owner, b.forced = w.Inbox.User, w.Inbox.Operator, w.Inbox.Forced
	b.ctx, b.stop = context.WithCancel(ctx)
	if b.place, b.fault = inboxfolder.FindPlace(folders, w.Inbox.AllowDisk); b.fault == nil {
		b.place.RemoveAbandoned()
	}
	return b
}

// source is the inbox of an applicant; nil while there is none.
func (b *inboxes) source(applicant string, look *wizard.Look) steps.FileSource {
	if applicant == "" {
		return nil
	}
	if b.fault != nil {
		return wizard.NoInbox{Reason: assets.Sentence(b.fault.Error())}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	source, ok := b.open[applicant]
	if !ok {
		if b.ctx.Err() != nil {
			return nil
		}
		folder, err := b.place.Create(b.owner)
		if err != nil {
			return wizard.NoInbox{Reason: assets.Sentence(err.Error())}
		}
		source = b.newSource(folder)
		b.open[applicant] = source
	}
	source.look = look
	return source
}

func (b *inboxes) newSource(folder *inboxfolder.Folder) inboxSource {
	changes := wizard.NewChanges()
	watch := inboxfolder.NewWatch(folder.Scan, intake.HasEndMarkAt, changes.Add)
	b.looks.Go(func() { watch.Run(b.ctx) })
	return inboxSource{folder: folder, watch: watch, changes: changes, limits: b.limits, target: b.target, medium: b.place.Medium, forced: b.forced, origins: wizard.NewOrigins[string](), assignments: newAssignments()}
}

// removeAll removes the inboxes with everything in them.
func (b *inboxes) removeAll() {
	b.stop()
	b.looks.Wait()
	b.mu.Lock()
	defer b.mu.Unlock()
	for applicant, source := range b.open {
		source.folder.Close()
		delete(b.open, applicant)
	}
}
