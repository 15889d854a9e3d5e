package local

import (
	"context"
	"slices"
	"strings"
	"sync"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/intake"
	"dossier/flows/intake/quoting"
	"dossier/tui/inboxfolder"
	"dossier/tui/safe"
	"dossier/tui/scpline"
	"dossier/tui/steps"
	"dossier/tui/wizard"
)

// inboxSource shows the private inbox of a dossier to an operator over SSH. It never shows
// another file of the server: every path that is typed or pasted is one of the operator's own
// computer.
type inboxSource struct {
	folder  *inboxfolder.Folder
	watch   *inboxfolder.Watch
	changes *wizard.Changes
	look    *wizard.Look
	limits  intake.Limits
	target  scpline.Target
	medium  inboxfolder.Medium
	forced  bool                    // files come by the inbox's code
	origins *wizard.Origins[string] // of paths

	assignments *assignments
}

var (
	_ steps.Assigner  = inboxSource{}
	_ steps.Remover   = inboxSource{}
	_ steps.InboxHelp = inboxSource{}
)

// assignments remember which side the operator said a file is. A file that was sent again
// under its name is another one.
type assignments struct {
	mu      sync.Mutex
	targets map[inboxfolder.File]string
}

func newAssignments() *assignments { return &assignments{targets: map[inboxfolder.File]string{}} }

// assign notes which target a file is for.
func (a *assignments) assign(file inboxfolder.File, target string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.targets[file] = target
}

// target is what was said of a file; "" for nothing.
func (a *assignments) target(file inboxfolder.File) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.targets[file]
}

// Browse lists what has arrived and arrives, the newest first.
func (s inboxSource) Browse(_ context.Context, _ steps.Ref, typed string) steps.Listing {
	version := s.changes.Version()
	return steps.Listing{Version: version, Rows: s.rows(typed, s.followChecklist())}
}

// rows are the files that fit a part of a name, each for the slot in whose folder it is. A
// path says nothing of what is here.
func (s inboxSource) rows(typed string, slots []string) []steps.FileRow {
	var rows []steps.FileRow
	if strings.ContainsAny(typed, `/\`) {
		typed = ""
	}
	for _, a := range s.watch.Arrivals() {
		if row := s.arrivalRow(a, slots); strings.Contains(strings.ToLower(row.Name.String()), strings.ToLower(typed)) {
			rows = append(rows, row)
		}
	}
	return rows
}

// followChecklist makes the folders of the sides that are wanted, whose names it returns, and
// removes the files whose pictures were accepted.
func (s inboxSource) followChecklist() []string {
	lines := s.look.Lines()
	var names []string
	for _, l := range lines {
		names = append(names, wizard.SlotName(lines, l.Slot))
		if wizard.IsSettled(lines, l.Slot.Need) {
			if path, known := s.origins.Take(l.Picture.SHA256); known {
				s.folder.Remove(path)
			}
		}
	}
	s.folder.MakeSlots(names)
	return names
}

func (s inboxSource) arrivalRow(a inboxfolder.Arrival, slots []string) steps.FileRow {
	row := steps.FileRow{Ref: steps.Ref{Opaque: a.Path}, Name: arrivalName(a), Bytes: a.Bytes, Modified: a.Modified}
	for _, target := range []string{s.assignments.target(a.File), a.Folder} {
		if slices.Contains(slots, target) {
			row.For = target
			break
		}
	}
	switch a.State {
	case inboxfolder.Arriving:
		row.Finding = steps.Finding{Word: "arriving"}
	case inboxfolder.Incomplete:
		row.Finding = steps.Finding{Word: "incomplete", Level: steps.CannotSend}
	}
	return row
}

func arrivalName(a inboxfolder.Arrival) safe.Text { return safe.LineOf(a.Name, safe.ListMax) }

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
	path, _ := ref.Opaque.(string)
	a, ok := s.watch.Find(path)
	if !ok {
		out.Fault, out.Temporary = assets.NotInInbox, true
		return out, nil
	}
	out.Name, out.Bytes, out.Modified = arrivalName(a), a.Bytes, a.Modified
	switch a.State {
	case inboxfolder.Arriving:
		out.Fault, out.Temporary = assets.StillArriving, true
		return out, nil
	case inboxfolder.Incomplete:
		out.Fault, out.FaultWord, out.Temporary = assets.ArrivedIncomplete, "incomplete", true
		return out, nil
	}
	file, report, err := intake.Open(ctx, a.Path, s.limits)
	out, file = s.look.Examine(ctx, out, file, report, err)
	s.origins.Record(out.SHA256, a.Path)
	return out, file
}

// inboxPromises say what becomes of the files.
var inboxPromises = map[inboxfolder.Medium]string{
	inboxfolder.Memory: assets.InboxInMemory, inboxfolder.SwapMemory: assets.InboxInSwap, inboxfolder.Disk: assets.InboxOnDisk,
}

// Delivery says how a file for a slot gets here.
func (s inboxSource) Delivery(lines []flows.SlotLine, slot flows.Slot, typed string) steps.Delivery {
	paths, name := quoting.PathsElsewhere(typed), wizard.SlotName(lines, slot)
	into, title := s.into(name), "Inbox"
	if len(paths) > 1 { // which side each is for is asked when they are here
		into = s.into("")
	}
	if s.forced {
		title = assets.InboxName(string(s.folder.Code()))
	}
	client := scpline.ClientOfPath(strings.Join(paths, " "))
	command := client.Command(s.target, into, paths...)
	d := steps.Delivery{
		Command: safe.LineOf(command, safe.DetailMax), Target: name, Name: title, Promise: inboxPromises[s.medium], Shell: string(client.Shell(paths...)),
	}
	if d.Command.String() == command {
		d.Copy = command
	}
	return d
}

// into is where a file for a target goes, "" for one that is not known yet.
func (s inboxSource) into(target string) string {
	if s.forced {
		return string(s.folder.Code()) + "/" + target
	}
	return strings.TrimSuffix(s.folder.Path+"/"+target, "/") + "/"
}

// Help is every way into the inbox for a slot.
func (s inboxSource) Help(lines []flows.SlotLine, slot flows.Slot) []steps.HelpPart {
	into, client := s.into(wizard.SlotName(lines, slot)), scpline.OpenSSH
	parts := []steps.HelpPart{
		steps.NewHelpPart(assets.WayByCommand, client.Command(s.target, into)),
		steps.NewHelpPart(assets.WayBySFTP, client.SFTPCommand(s.target), "put FILE "+into),
	}
	if s.forced {
		parts = append(parts, steps.NewHelpPart(assets.WayByPut, client.PutCommand(s.target, into)))
	}
	return parts
}

// WaitForChange waits for a change of the inbox.
func (s inboxSource) WaitForChange(ctx context.Context, version uint64) { s.changes.Wait(ctx, version) }

// Assign notes which target a file is for.
func (s inboxSource) Assign(ref steps.Ref, target string) bool {
	path, _ := ref.Opaque.(string)
	a, ok := s.watch.Find(path)
	if ok {
		s.assignments.assign(a.File, target)
		s.changes.Add()
	}
	return ok
}

// Remove removes a file, and closes its picture unless it was chosen: the memory that the
// server held it in is free then.
func (s inboxSource) Remove(ref steps.Ref) {
	path, _ := ref.Opaque.(string)
	s.folder.Remove(path)
	for _, hash := range s.origins.Hashes(path) {
		s.look.Forget(hash)
	}
	s.watch.Forget(path)
}
