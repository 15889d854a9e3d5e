package sshd

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/inbox"
	"dossier/flows/intake"
	"dossier/flows/intake/quoting"
	"dossier/tui/safe"
	"dossier/tui/scpline"
	"dossier/tui/steps"
	"dossier/tui/wizard"
)

// inboxSource shows the inbox of a dossier to its wizard. It never shows a file of the
// host.
type inboxSource struct {
	dossier *inbox.Dossier
	look    *wizard.Look
	limits  intake.Limits
	client  scpline.Client
	target  scpline.Target
	changes *wizard.Changes
	origins *wizard.Origins[inbox.ID]

	fingerprints []string // of the host keys
}

var (
	_ steps.Inbox         = inboxSource{}
	_ steps.ReceiptSource = inboxSource{}
	_ steps.Assigner      = inboxSource{}
	_ steps.Remover       = inboxSource{}
	_ steps.InboxHelp     = inboxSource{}
)

// Browse lists what has arrived and arrives, the newest first. A path is of the person's
// own computer and says nothing of what is here.
func (s inboxSource) Browse(ctx context.Context, _ steps.Ref, typed string) steps.Listing {
	version := s.changes.Version()
	s.followChecklist()
	list := steps.Listing{Version: version, Refusal: s.refusalText()}
	if strings.ContainsAny(typed, `/\`) {
		typed = ""
	}
	for _, a := range s.arrivals() {
		row := s.row(a)
		if a.State != inbox.Removed && strings.Contains(strings.ToLower(row.Name.String()), strings.ToLower(typed)) {
			list.Rows = append(list.Rows, row)
		}
	}
	if len(list.Rows) == 0 {
		list.Elsewhere = s.look.FilesElsewhere(ctx)
	}
	return list
}

// followChecklist tells the inbox which sides are wanted, and removes the pictures of
// documents that were accepted.
func (s inboxSource) followChecklist() {
	lines := s.look.Lines()
	s.dossier.SetSlots(inboxSlots(lines))
	for _, l := range lines {
		if !wizard.IsSettled(lines, l.Slot.Need) {
			continue
		}
		if id, known := s.origins.Take(l.Picture.SHA256); known {
			_ = s.dossier.Remove(id) // it may be gone already
		}
	}
}

// arrivals are those of this dossier and those without a code, the newest first.
func (s inboxSource) arrivals() []inbox.Arrival {
	list := slices.Concat(s.dossier.Arrivals(), s.dossier.Unassigned())
	slices.SortStableFunc(list, func(a, b inbox.Arrival) int { return cmp.Compare(b.Changed.UnixNano(), a.Changed.UnixNano()) })
	return list
}

func (s inboxSource) row(a inbox.Arrival) steps.FileRow {
	row := steps.FileRow{Ref: steps.Ref{Opaque: a.ID}, Name: safe.Line(a.Name, safe.ListMax), Bytes: a.Bytes, Modified: a.Changed, For: a.Slot}
	switch a.State {
	case inbox.Arriving:
		row.Finding = steps.Finding{Word: assets.ArrivingText(a)}
	case inbox.BrokenOff:
		row.Finding = steps.Finding{Word: "incomplete", Level: steps.CannotSend}
	}
	return row
}

// find is an arrival that is still there.
func (s inboxSource) find(ref steps.Ref) (inbox.Arrival, bool) {
	id, ok := ref.Opaque.(inbox.ID)
	if !ok {
		return inbox.Arrival{}, false
	}
	for _, a := range s.arrivals() {
		if a.ID == id && a.State != inbox.Removed {
			return a, true
		}
	}
	return inbox.Arrival{}, false
}

// Complete does nothing: there are no paths here.
func (inboxSource) Complete(_ steps.Ref, typed string) (string, []string) { return typed, nil }

// Paste is text: what it names is on another computer. Several paths stay apart in it.
func (inboxSource) Paste(text string) steps.PastedPaths {
	return steps.PastedPaths{Line: quoting.OnOneLine(text)}
}

// Examine looks at a file and keeps it open.
func (s inboxSource) Examine(ctx context.Context, ref steps.Ref) steps.FileReport {
	return s.look.Keep(s.examine(ctx, ref))
}

// Peek looks at a file.
func (s inboxSource) Peek(ctx context.Context, ref steps.Ref) steps.FileReport {
	return s.look.Drop(s.examine(ctx, ref))
}

func (s inboxSource) examine(ctx context.Context, ref steps.Ref) (steps.FileReport, *intake.File) {
	out := steps.FileReport{Ref: ref}
	a, ok := s.find(ref)
	if !ok {
		out.Fault, out.Temporary = assets.NotInInbox, true
		return out, nil
	}
	out.Name, out.Bytes, out.Modified = safe.Line(a.Name, safe.ListMax), a.Bytes, a.Changed
	switch a.State {
	case inbox.Arriving:
		out.Fault, out.Temporary = assets.StillArriving, true
		return out, nil
	case inbox.BrokenOff:
		out.Fault, out.FaultWord, out.Temporary = "It did not arrive whole: "+assets.ArrivalEnd(a)+". Send it again.", "incomplete", true
		return out, nil
	}
	content, err := s.dossier.OpenArrival(a.ID)
	if err != nil {
		out.Fault, out.Temporary = assets.NotInInbox, true
		return out, nil
	}
	file, report, err := intake.OpenSource(ctx, safe.Line(a.Name, safe.ListMax).String(), content, content.Size(), a.Changed, s.limits)
	out, file = s.look.Examine(ctx, out, file, report, err)
	s.origins.Record(out.SHA256, a.ID)
	return out, file
}

// Delivery says how a file for a slot gets here.
func (s inboxSource) Delivery(lines []flows.SlotLine, slot flows.Slot, typed string) steps.Delivery {
	paths, name := quoting.PathsElsewhere(typed), wizard.SlotName(lines, slot)
	into := string(s.dossier.Code()) + "/"
	if len(paths) < 2 { // which side each of several is for is asked when they are here
		into += name
	}
	command := s.client.Command(s.target, into, paths...)
	d := steps.Delivery{
		Command: safe.LineOf(command, safe.DetailMax), Target: name, Name: assets.InboxName(string(s.dossier.Code())),
		Promise: assets.ServiceInboxPromise(s.dossier.MaySwap()), Shell: string(s.client.Shell(paths...)),
	}
	if d.Command.String() == command {
		d.Copy = command
	}
	return d
}

// ReceiptCommand fetches the receipt as a page; .json does for programs.
func (s inboxSource) ReceiptCommand() safe.Text {
	return safe.LineOf(s.client.FetchCommand(s.target, string(s.dossier.Code())+"/receipt.html"), safe.DetailMax)
}

// refusalShown is how long the latest refusal is shown.
const refusalShown = time.Minute

// refusalText is the latest refusal: most programs with windows do not show it.
func (s inboxSource) refusalText() string {
	refusal, at := s.dossier.LastRefusal()
	if refusal == nil || time.Since(at) > refusalShown {
		return ""
	}
	return assets.Sentence("refused: " + assets.InboxRefusal(refusal))
}

// WaitForChange waits for a change of the inbox, or until the refusal that is shown is an old
// one.
func (s inboxSource) WaitForChange(ctx context.Context, version uint64) {
	if refusal, at := s.dossier.LastRefusal(); refusal != nil && time.Since(at) <= refusalShown {
		until, stop := context.WithDeadline(ctx, at.Add(refusalShown))
		defer stop()
		ctx = until
	}
	s.changes.Wait(ctx, version)
}

// Assign says which target an arrival is for.
func (s inboxSource) Assign(ref steps.Ref, target string) bool {
	id, ok := ref.Opaque.(inbox.ID)
	return ok && s.dossier.Assign(id, target) == nil
}

// Remove removes an arrival, and closes its picture, whose memory is zeroed then, unless it
// was chosen.
func (s inboxSource) Remove(ref steps.Ref) {
	id, ok := ref.Opaque.(inbox.ID)
	if !ok {
		return
	}
	_ = s.dossier.Remove(id) // it may be gone already
	for _, hash := range s.origins.Hashes(id) {
		s.look.Forget(hash)
	}
}
