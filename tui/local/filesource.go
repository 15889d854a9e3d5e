package local

import (
	"context"
	"errors"
	"strings"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/intake"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// fileSource shows this computer's files to the wizard. A picture stays open after it
// was examined, so that exactly that picture is sent.
type fileSource struct {
	folder        intake.FileBrowser
	examiner      *intake.Examiner
	pictures      *desk.Pictures
	cache         *folderCache
	sentElsewhere func(context.Context, flows.SHA256) (bool, error)
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
		list.Fault = problemText(err)
		return list
	}
	list.Where, list.Folder = safe.Line(f.folder.DisplayPath(place.Dir), safe.ListMax), toRef(place.Dir)
	if up := f.folder.Parent(place.Dir); !up.IsZero() {
		list.Parent = toRef(up)
	}
	all, err := f.cache.listFolder(ctx, place.Dir, f.folder.List)
	if err != nil {
		list.Places, list.Fault = f.placeRows(place.Dir, nil), problemText(err)
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
		list.Missing = problemText(err)
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
		out.Fault = problemText(problem)
	case problem.Code == intake.IsFolder:
		if folder, err := f.folder.FindFolder(text); err == nil {
			out.Folder = toRef(folder)
		}
	}
	return out
}

// Examine opens the file once and looks at it.
func (f fileSource) Examine(ctx context.Context, ref steps.Ref) steps.FileReport {
	out, file := f.examine(ctx, ref)
	if file != nil {
		f.pictures.Put(out.SHA256, file)
	}
	return out
}

// Peek looks at the file and closes it.
func (f fileSource) Peek(ctx context.Context, ref steps.Ref) steps.FileReport {
	out, file := f.examine(ctx, ref)
	if file != nil {
		_ = file.Close()
	}
	return out
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
	if err != nil {
		setFault(&out, err)
		if report != nil {
			out.Bytes, out.Modified = report.Bytes, report.Modified
		}
		return out, nil
	}
	full, err := f.examiner.Examine(ctx, file)
	if err != nil {
		_ = file.Close()
		setFault(&out, err)
		return out, nil
	}
	applyReport(&out, full)
	out.Pixels = flows.Size{Width: full.Width, Height: full.Height}
	out.OtherApplicant, err = f.sentElsewhere(ctx, out.SHA256)
	if err != nil {
		out.Temporary = true
		out.Fault = assets.SentForOtherUnsure.String() + " dossier looks again automatically; Enter looks now."
	}
	return out, file
}

// setFault says why a file cannot be sent. What ended early says nothing about it.
func setFault(out *steps.FileReport, err error) {
	problem, ok := errors.AsType[*intake.Problem](err)
	if !ok {
		out.Fault, out.Temporary = "Not looked at; pick it again.", true
		return
	}
	out.Fault, out.FaultWord = problemText(problem), assets.FileFaultWord(string(problem.Code))
	if problem.Code == intake.NotAccepted && problem.Content != intake.Unknown {
		out.Kind, out.FaultWord = string(problem.Content), string(problem.Content)
		if len(problem.Remedies()) > 0 && problem.Content.IsOtherPicture() {
			out.FaultWord = "needs JPEG"
		}
	}
}

// applyReport puts a report into words.
func applyReport(out *steps.FileReport, r intake.Report) {
	out.SHA256, out.Bytes, out.MediaType, out.Modified = r.SHA256, r.Bytes, string(r.Media), r.Modified
	out.Kind = strings.ToUpper(strings.TrimPrefix(r.Media.Ext(), "."))
	if out.Kind == "JPG" {
		out.Kind = "JPEG"
	}
	for _, w := range r.Warnings {
		counts := func(want steps.Want) bool { return w.CountsFor(intake.Purpose(want)) }
		out.Warnings = append(out.Warnings, steps.Caution{Code: string(w.Code), Text: w.Text(), CountsFor: counts})
	}
	if r.Sharpness > 0 && !r.HasWarning(intake.NotSharp) {
		out.GoodPoints = append(out.GoodPoints, "sharp")
	}
	if r.Brightness > 0 && !r.HasWarning(intake.TooDark) && !r.HasWarning(intake.TooBright) {
		out.GoodPoints = append(out.GoodPoints, "light even")
	}
	out.Preview = toPicture(r.Preview)
}

// problemText is a problem for the screen: what is wrong and what to do.
func problemText(err error) string {
	var problem *intake.Problem
	if !errors.As(err, &problem) {
		return "It could not be read; pick it again."
	}
	text := assets.Sentence(problem.Error())
	for _, w := range problem.Remedies() {
		text += " " + strings.TrimPrefix(w.Where+": ", ": ") + strings.TrimSuffix(w.Do, ".") + "."
	}
	return text
}
