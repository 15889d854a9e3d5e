package wizard

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

// Look looks at opened files for one applicant.
type Look struct {
	applicant string // "": none is known
	desks     *desk.Desks
	pictures  *desk.Pictures
	examiner  *intake.Examiner
}

// NewLook looks at files for an applicant, "" for none that is known, and keeps open what is
// chosen in pictures.
func NewLook(applicant string, desks *desk.Desks, pictures *desk.Pictures, examiner *intake.Examiner) *Look {
	return &Look{applicant: applicant, desks: desks, pictures: pictures, examiner: examiner}
}

var errNoApplicant = errors.New("no applicant is known")

// Lines is the checklist of the dossier as it is now; none unless it is open here.
func (l *Look) Lines() []flows.SlotLine {
	journey, ok := l.desks.Journey(l.applicant)
	if !ok {
		return nil
	}
	return journey.Lines()
}

// FilesElsewhere says that files for the dossier may have arrived where they cannot be seen:
// with a colleague, or in another process of the service; "" when nothing speaks for it.
func (l *Look) FilesElsewhere(ctx context.Context) string {
	former, known, err := l.desks.FormerProcess(ctx, l.applicant)
	switch {
	case err == nil && known && former.Host != l.desks.Host():
		return assets.FilesOnHost(safe.LineOf(former.Host, 40).String())
	case err == nil && known && l.desks.HasEnded(former):
		return assets.FilesOfEndedProcess
	case err == nil && known:
		return assets.FilesInOtherProcess
	case l.desks.HasColleague(l.applicant):
		return assets.FilesOfColleague
	}
	return ""
}

// Keep keeps a file that was examined open, so that exactly that picture is sent. The file
// may be nil.
func (l *Look) Keep(out steps.FileReport, file *intake.File) steps.FileReport {
	if file != nil {
		l.pictures.Put(out.SHA256, file)
	}
	return out
}

// Forget closes a picture that Keep kept open, unless it was chosen.
func (l *Look) Forget(hash flows.SHA256) { l.pictures.Drop(hash) }

// Drop closes a file that was examined, which may be nil.
func (l *Look) Drop(out steps.FileReport, file *intake.File) steps.FileReport {
	if file != nil {
		_ = file.Close()
	}
	return out
}

// Examine adds to a report what is found in a file that was opened, with what opening it
// returned. The file returned is nil when it cannot be sent, and is then closed.
func (l *Look) Examine(ctx context.Context, out steps.FileReport, file *intake.File, opened *intake.Report, err error) (steps.FileReport, *intake.File) {
	if err != nil {
		setFault(&out, err)
		if opened != nil {
			out.Bytes, out.Modified = opened.Bytes, opened.Modified
		}
		return out, nil
	}
	full, err := l.examiner.Examine(ctx, file)
	if err != nil {
		_ = file.Close()
		setFault(&out, err)
		return out, nil
	}
	applyReport(&out, full)
	out.Pixels = flows.Size{Width: full.Width, Height: full.Height}
	out.OtherApplicant, err = l.wasSentForOther(ctx, out.SHA256)
	if err != nil {
		out.Temporary = true
		out.Fault = assets.SentForOtherUnsure.String() + " dossier looks again automatically; Enter looks now."
	}
	return out, file
}

// wasSentForOther reports whether the journal knows a picture from another dossier.
func (l *Look) wasSentForOther(ctx context.Context, hash flows.SHA256) (bool, error) {
	if l.applicant == "" {
		return false, errNoApplicant
	}
	return l.desks.WasSentForOther(ctx, l.applicant, hash)
}

// setFault says why a file cannot be sent. What ended early says nothing about it.
func setFault(out *steps.FileReport, err error) {
	problem, ok := errors.AsType[*intake.Problem](err)
	if !ok {
		out.Fault, out.Temporary = "Not looked at; pick it again.", true
		return
	}
	out.Fault, out.FaultWord = ProblemText(problem), assets.FileFaultWord(string(problem.Code))
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

// ProblemText is a problem for the screen: what is wrong and what to do.
func ProblemText(err error) string {
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
