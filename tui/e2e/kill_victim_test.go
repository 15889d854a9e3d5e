package e2e

import (
	"context"
	"fmt"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/flowfile"
	"dossier/flows/intake"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/personr"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// withSlowService takes its time, so that kills fall before, during and after the
// release; rules that come first may have it misbehave.
func withSlowService(first ...sandbox.Rule) option {
	return withRules(append(first, sandbox.Rule{Call: "upload", Do: sandbox.Action{
		Kind: sandbox.KindDelay, BytesPerSecond: 12 << 20, DelayAnswer: 15 * time.Millisecond,
	}})...)
}

// inspect compares journal and service, then runs the upload to its end.
func (v *victim) inspect(again bool) {
	j, before := v.compare(true)
	v.inspectHold(j)
	if !again {
		return
	}
	code := v.order.run()
	recovered, after := v.compare(false)
	v.inspectWords(j, recovered)
	undecided := false
	for _, a := range j.Attempts() {
		if a.State == flows.AttemptReleased {
			undecided = true
			if hash := a.Picture.SHA256; after[hash] > before[hash] {
				v.violation("%s was undecided and went again", a.Slot)
			}
		}
	}
	want := cli.ExitSuccess
	if undecided {
		want = cli.ExitUndecided
	}
	if code != want {
		v.violation("the second run ended with %d, want %d", code, want)
	}
	for _, n := range after {
		if n > 1 {
			v.violation("one picture is there %d times", n)
		}
		v.sum.add(func(c *killCounts) { c.bodies += n })
	}
}

// inspectHold checks that nothing came to the service of a picture whose hold lasted: no
// more uploads than there are attempts whose hold was over. Those in the hold that were
// killed are sending, as the journal knows them.
func (v *victim) inspectHold(j flows.Journey) {
	if v.died.IsZero() || v.order.Hold == 0 {
		return
	}
	over := 0
	for _, a := range j.Attempts() {
		switch inHold := v.died.Before(a.Picture.ChosenAt.Add(v.order.Hold)); {
		case !inHold:
			over++
		case a.State == flows.AttemptSending:
			v.sum.add(func(c *killCounts) { c.held++ })
		default:
			v.violation("%s is %q in the hold", a.Slot, a.State)
		}
	}
	if n := v.world.traffic.begunSince(); n > over {
		v.violation("%d uploads came in the hold", n-over)
	}
}

// inspectWords checks what the next session says of the attempts that were killed before
// their release: not received, with nothing sent or a part at most.
func (v *victim) inspectWords(killed, recovered flows.Journey) {
	for _, before := range killed.Attempts() {
		if before.State != flows.AttemptSending {
			continue
		}
		a, _ := recovered.Attempt(before.Number)
		said := assets.TransferWord(a.Transfer)
		if a.State != flows.AttemptNotSent || said != assets.LeftNothing.String() && said != assets.LeftPart.String() {
			v.violation("%s, killed before its release, is %q; sent: %q", a.Slot, a.State, said)
		}
	}
}

// compare holds the rules: what arrived was released before, once per consent.
func (v *victim) compare(count bool) (flows.Journey, map[flows.SHA256]int) {
	applicant := v.order.Applicant
	entries, err := v.world.load(applicant)
	if err != nil {
		v.violation("the journal cannot be read: %v", err)
	}
	for _, text := range v.world.violations(applicant, entries) {
		v.violation("%s", text)
	}
	arrived, _ := v.world.received(applicant)
	consents := countConsents(entries)
	for hash, n := range arrived {
		if n > consents[hash] {
			v.violation("at the service %d times, consents %d", n, consents[hash])
		}
	}
	j, _ := flows.Fold(v.world.key(applicant), entries) // violations reports its error
	if count {
		v.sum.count(j)
	}
	return j, arrived
}

func (v *victim) violation(format string, args ...any) {
	text := v.order.Applicant + ": " + fmt.Sprintf(format, args...)
	v.sum.add(func(c *killCounts) { c.violations = append(c.violations, text) })
}

// count notes where the journal stood.
func (c *killCounts) count(j flows.Journey) {
	waiting, sending := 0, 0
	for _, a := range j.Attempts() {
		switch a.State {
		case flows.AttemptReleased:
			waiting++
		case flows.AttemptSending:
			sending++
		}
	}
	c.add(func(c *killCounts) {
		c.sending += sending
		c.released += waiting
		if len(j.Attempts()) == 0 {
			c.early++
		}
	})
}

// lateService lets every document go at once and asks for its release when the
// answer is there: the mistake that the gate prevents.
type lateService struct{ *personr.Client }

func (s lateService) UploadDocument(ctx context.Context, d personr.Document) personr.UploadOutcome {
	release := d.Release
	d.Release = func(context.Context) error { return nil }
	o := s.Client.UploadDocument(ctx, d)
	_ = release(ctx)
	return o
}

// sendLate sends like the upload command, but with a lateService.
func (o killOrder) sendLate(ctx context.Context) error {
	client, err := newClient(o.URL)
	if err != nil {
		return err
	}
	store, err := journal.Open(ctx, o.Journal, journaltest.AuditKey)
	if err != nil {
		return err
	}
	defer func() { _ = store.Close() }()
	config := newDeskConfig(client, store, o.Applicant)
	config.Service = lateService{client}
	d, err := desk.Open(ctx, config)
	if err != nil {
		return err
	}
	defer d.Close()
	events := []flows.Event{
		flows.FlowChosen{Flow: flowfile.Defaults()[0]},
		flows.DocumentChosen{Need: "identity", Type: flows.IDCard, Country: "AUS"},
		flows.DocumentChosen{Need: "selfie", Type: flows.Selfie, Country: "AUS"},
	}
	for _, slot := range []flows.Slot{{Need: "identity", Side: flows.Front}, {Need: "identity", Side: flows.Back}, {Need: "selfie"}} {
		e, file, err := openPicture(slot, o.Files[slot.String()])
		if err != nil {
			return err
		}
		config.Pictures.Put(e.SHA256, file)
		events = append(events, e)
	}
	if err := d.PostAndWait(ctx, events...); err != nil {
		return err
	}
	ticks := d.Subscribe()
	for len(d.Snapshot().Journey.StartBlockers()) > 0 {
		<-ticks
	}
	return nil
}

// openPicture opens a file for a slot and makes the consent to it.
func openPicture(slot flows.Slot, path string) (flows.FileChosen, *intake.File, error) {
	file, _, err := intake.Open(context.Background(), path, intake.DefaultLimits())
	if err != nil {
		return flows.FileChosen{}, nil, err
	}
	return flows.FileChosen{Slot: slot, SHA256: flows.SHA256(file.SHA256()), Bytes: file.Size(), MediaType: string(file.Media())}, file, nil
}
