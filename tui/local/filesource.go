package local

import (
	"context"
	"errors"
	"strings"

	"dossier/flows/intake"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"dossier/tui/wizard"
)

// fileSource shows this computer's files to the wizard. A picture stays open after it
// was examined, so that exactly that picture is sent.
type fileSource struct {
	folder intake.FileBrowser
	look   *wizard.Look
	cache  *folderCache
}

// maxRows bounds how much of a folder is listed.
const maxRows = 2000

// Browse lists the folder that the typed text names, or the usual one, and
// keeps what fits the rest of the text.
func (f fileSource) Browse(ctx context.Context, at steps.Ref, typed string) steps.Listing {
	list := steps.Listing{}
	folder := f.startingIn(at)
	place, err := folder.Resolve(typed)
	if err != nil {
		list.Fault = wizard.ProblemText(err)
		return list
	}
	list.Where, list.Folder = safe.Line(f.folder.DisplayPath(place.Dir), safe.ListMax), toRef(place.Dir)
	if up := f.folder.Parent(place.Dir); !up.IsZero() {
		list.Parent = toRef(up)
	}
	all, err := f.cache.listFolder(ctx, place.Dir, f.folder.List)
	if err != nil {
		list.Places, list.Fault = f.placeRows(place.Dir, nil), wizard.ProblemText(err)
		return list
	}
	entries := intake.FilterEntries(all, place.Partial)
	shown := entries[:min(len(entries), maxRows)]
	for _, e := range shown {
		list.Rows = append(list.Rows, fileRow(e))
	}
	list.More, list.Places = len(entries)-len(shown), f.placeRows(place.Dir, shown)
	if len(list.Rows) == 0 && strings.ContainsAny(typed, `/\`) && place.Partial != "" {
		listPath(folder, typed, &list)
	}
	return list
}

// listPath lists the one file that a typed path names though its folder does not list it,
// as a hidden one, or says why there is none.
func listPath(folder intake.FileBrowser, typed string, list *steps.Listing) {
	found, err := folder.FindFile(typed)
	if err != nil {
		list.Missing = wizard.ProblemText(err)
		return
	}
	list.Rows = []steps.FileRow{{Ref: toRef(found), Name: safe.Line(folder.DisplayName(found), safe.ListMax), Bytes: -1}}
}

func toRef(r intake.Ref) steps.Ref { return steps.Ref{Opaque: r} }

// startingIn is the browser that begins in a folder of a list.
func (f fileSource) startingIn(at steps.Ref) intake.FileBrowser {
	ref, _ := at.Opaque.(intake.Ref)
	return f.folder.StartingIn(ref)
}

// placeRows are the other places to look in: those that a folder and what is shown of it
// do not name already.
func (f fileSource) placeRows(here intake.Ref, shown []intake.Entry) []steps.FileRow {
	var rows []steps.FileRow
	for _, ref := range f.folder.Places(here, shown) {
		rows = append(rows, steps.FileRow{
			Ref: toRef(ref), Name: safe.Line(f.folder.DisplayPath(ref), safe.ListMax), Bytes: -1, Folder: true,
			Finding: steps.Finding{Word: "place"},
		})
	}
	return rows
}

func fileRow(e intake.Entry) steps.FileRow {
	row := steps.FileRow{
		Ref: toRef(e.Path), Name: safe.Line(e.Name, safe.ListMax), Bytes: e.Bytes, Modified: e.Modified,
		Folder: e.Dir, Finding: steps.Finding{Word: e.Fitness.Word},
	}
	if e.Fitness.Refused {
		row.Finding.Level = steps.CannotSend
	}
	return row
}

// Complete is the Tab key.
func (f fileSource) Complete(at steps.Ref, typed string) (string, []string) {
	return f.startingIn(at).Complete(typed)
}

// Paste reads dropped or pasted paths. Of one path that cannot be taken nothing is said
// here: the list says it, as of a typed one.
func (f fileSource) Paste(text string) steps.PastedPaths {
	var out steps.PastedPaths
	refs, err := f.folder.ResolvePaste(text)
	for _, r := range refs {
		out.Files = append(out.Files, toRef(r))
	}
	problem, _ := errors.AsType[*intake.Problem](err)
	switch {
	case problem == nil:
	case problem.Code == intake.SomeMissing:
		out.Fault = wizard.ProblemText(problem)
	case problem.Code == intake.IsFolder:
		if folder, err := f.folder.FindFolder(text); err == nil {
			out.Folder = toRef(folder)
		}
	}
	return out
}

// Examine opens the file once and looks at it.
func (f fileSource) Examine(ctx context.Context, ref steps.Ref) steps.FileReport {
	return f.look.Keep(f.examine(ctx, ref))
}

// Peek looks at the file and closes it.
func (f fileSource) Peek(ctx context.Context, ref steps.Ref) steps.FileReport {
	return f.look.Drop(f.examine(ctx, ref))
}

// examine opens the file and looks at it; the file is nil when it cannot be sent.
func (f fileSource) examine(ctx context.Context, ref steps.Ref) (steps.FileReport, *intake.File) {
	out := steps.FileReport{Ref: ref}
	path, ok := ref.Opaque.(intake.Ref)
	if !ok {
		out.Fault = "Pick the file again."
		return out, nil
	}
	out.Name, out.Folder = safe.Line(f.folder.DisplayName(path), safe.ListMax), toRef(f.folder.Parent(path))
	file, report, err := f.folder.Open(ctx, path)
	return f.look.Examine(ctx, out, file, report, err)
}
