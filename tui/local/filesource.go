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
func (f fileSource) Browse(ctx context.Context, typed string, want steps.Want) steps.Listing {
	list := steps.Listing{}
	place, err := f.folder.Resolve(typed)
	if err != nil {
		list.Fault = problemText(err)
		return list
	}
	list.Where = safe.Line(f.folder.DisplayPath(place.Dir), safe.ListMax)
	entries, err := f.cache.listFolder(ctx, f.folder, place.Dir, intake.Purpose(want))
	if err != nil {
		list.Fault = problemText(err)
		return list
	}
	for _, e := range intake.FilterEntries(entries, place.Partial) {
		if len(list.Rows) == maxRows {
			list.More++
			continue
		}
		list.Rows = append(list.Rows, f.fileRow(e))
	}
	return list
}

func (f fileSource) fileRow(e intake.Entry) steps.FileRow {
	row := steps.FileRow{
		Ref: steps.Ref{Opaque: e.Path}, Name: safe.Line(e.Name, safe.ListMax), Bytes: e.Bytes, Modified: e.Modified,
		Folder: e.Dir, Word: e.Fitness.Word, Fits: e.Fitness.OK,
	}
	if e.Dir {
		row.FolderPath = f.folder.TypedText(e.Path)
	}
	return row
}

// Complete is the Tab key.
func (f fileSource) Complete(typed string) (string, []string) { return f.folder.Complete(typed) }

// Paste reads dropped or pasted paths.
func (f fileSource) Paste(text string) ([]steps.Ref, bool) {
	refs, err := f.folder.ResolvePaste(text)
	list := make([]steps.Ref, len(refs))
	for i, r := range refs {
		list[i] = steps.Ref{Opaque: r}
	}
	return list, err == nil
}

// Examine opens the file once and looks at it.
func (f fileSource) Examine(ctx context.Context, ref steps.Ref, want steps.Want) steps.FileReport {
	out := steps.FileReport{Ref: ref}
	path, ok := ref.Opaque.(intake.Ref)
	if !ok {
		out.Fault = "Pick the file again."
		return out
	}
	out.Name = safe.Line(f.folder.DisplayName(path), safe.ListMax)
	file, report, err := f.folder.Open(ctx, path)
	if err != nil {
		out.Fault = problemText(err)
		if report != nil {
			out.Bytes, out.Modified = report.Bytes, report.Modified
		}
		return out
	}
	full, err := f.examiner.Examine(ctx, file, intake.Purpose(want))
	if err != nil {
		_ = file.Close()
		out.Fault = "Not looked at; pick it again."
		if len(full.Problems) > 0 {
			out.Fault = problemText(err)
		}
		return out
	}
	applyReport(&out, full)
	out.Pixels = flows.Size{Width: full.Width, Height: full.Height}
	f.pictures.Put(out.SHA256, file)
	out.OtherApplicant, err = f.sentElsewhere(ctx, out.SHA256)
	if err != nil {
		out.Temporary = true
		out.Fault = "The journal did not answer, so it is not known whether this picture was sent before. Enter looks again; so does dossier, by itself."
	}
	return out
}

// applyReport puts a report into words.
func applyReport(out *steps.FileReport, r intake.Report) {
	out.SHA256, out.Bytes, out.MediaType, out.Modified = r.SHA256, r.Bytes, string(r.Media), r.Modified
	out.Kind = strings.ToUpper(strings.TrimPrefix(r.Media.Ext(), "."))
	if out.Kind == "JPG" {
		out.Kind = "JPEG"
	}
	for _, w := range r.Warnings {
		out.Warnings = append(out.Warnings, steps.Caution{Code: string(w.Code), Text: w.Text()})
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
