package assets

import (
	"fmt"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
	"dossier/flows/notice"
)

// noticeTexts are the notices without values of their own. Those that say what was
// sent are in sending.go.
var noticeTexts = map[notice.Code]string{
	notice.JournalUnwritable: JournalUnwritable.String(),
	notice.PictureUnrecorded: "What became of a picture" + unrecordedEnd,
	notice.CheckUnrecorded:   "What became of the check" + unrecordedEnd,
	notice.StatusUnrecorded:  "The status of the applicant" + unrecordedEnd,
	notice.TakenOver:         TakenOverFromHere.String(),
	notice.NothingWaits:      NothingWaits.String(),
	notice.NothingWaitsNow:   NothingWaitsNow.String(),
	notice.Removed:           DossierRemoved.With("open it again"),
	notice.NotHolder:         "Not done: somebody else holds this dossier now. Look, then take over if you must.",
	notice.StateChanged:      "Not done: something else happened first. Look, and choose again.",
	notice.MaybeRecorded:     "Not certain: the journal failed. If it was recorded, it continues when the journal is back.",
	notice.NotRecorded:       ChoiceNotRecorded.String(),
	notice.PictureClosed:     PictureNotOpen.String(),
	notice.JournalSilent:     ChoiceUnanswered.String(),
}

const unrecordedEnd = " is not recorded yet; keep this window open."

// LostOutcome is said before the reason: the end of a line may not be seen.
const LostOutcome = "What became of a request could not be recorded."

// NoticeText puts a notice in words. The operators that it speaks of are foreign text
// and not part of it: TakenOverFromHere is followed by their names.
func NoticeText(n notice.Notice) string {
	text := noticeTexts[n.Code]
	switch n.Code {
	case notice.TakenBack:
		text = TakenBackNotice(subjectOf(n), n.Transfer)
	case notice.Damaged:
		text = DamagedText(n.Fault, n.Reason)
	case notice.OtherApplicant:
		text = OtherApplicantText(n.Transfer)
	case notice.OutOfTurn:
		text = outOfTurnText(n)
	case notice.JournalUnreadable:
		text = "The journal cannot be read now; it is tried again " + everyText(n.RetryEvery) + "."
	case notice.JournalBack:
		text = outageText(n.Outage)
	}
	if n.Reason != "" && n.Code != notice.Damaged {
		text += " " + Sentence(n.Reason)
	}
	if n.LostOutcome {
		return LostOutcome + " " + text
	}
	return text
}

// subjectOf names what a notice is about as the screens do: a picture by its side where the
// document has two, anything else by the requirement; "" when it is about neither.
func subjectOf(n notice.Notice) string {
	if n.HasOtherSide {
		return n.Slot.Side.Word()
	}
	return n.Slot.Need
}

// outOfTurnText says which rule kept a choice from being done, and for what.
func outOfTurnText(n notice.Notice) string {
	rule := n.Rule
	if objection, ok := objectionTexts[rule]; ok {
		rule = Clause(objection.String())
	}
	if about := subjectOf(n); about != "" {
		rule = about + ": " + rule
	}
	return "Not done: " + rule + "."
}

// DamagedText says what is wrong with a dossier that is not as it was written, and what to
// do. The reason is the journal's own, where it is of no use as a whole. The fault may be
// nil, when nothing more is known.
func DamagedText(fault *chain.EntryFault, reason string) string {
	if reason != "" {
		return Sentence(JournalFailed.With(reason))
	}
	if fault == nil {
		return Sentence(DossierDamaged.With(flows.ErrDamaged))
	}
	return Sentence(DossierDamaged.With(fault))
}

// TakenBackNotice says of a picture that it was taken back, and how much had left.
func TakenBackNotice(what string, t flows.Transfer) string {
	return what + ": " + Clause(takenBackSentence(t).String()) + "."
}

// OtherApplicantText says that a send ended because the picture was sent for another
// applicant, and how much of it had left this time.
func OtherApplicantText(t flows.Transfer) string {
	return objectionTexts[flows.CodeOtherApplicant].String() + " " + TransferText(t).String()
}

// everyText is an interval in words: "every second", "every 5s".
func everyText(interval time.Duration) string {
	if interval == time.Second {
		return "every second"
	}
	return "every " + interval.String()
}

// outageText says what was found when the journal came back.
func outageText(o notice.Outage) string {
	text := "The journal is back"
	if o.Took > 0 {
		text += " after " + o.Took.String()
	}
	text += "."
	switch {
	case o.ChoiceLost:
		text += " What you chose last was not recorded: choose again."
	case o.ChoiceRecorded:
		text += " What you chose last was recorded."
	}
	switch {
	case o.TakenOver:
		return text + " Meanwhile somebody took this dossier over."
	case o.OtherEntries == 1:
		return text + " Others wrote one entry meanwhile."
	case o.OtherEntries > 1:
		return text + fmt.Sprintf(" Others wrote %d entries meanwhile.", o.OtherEntries)
	}
	return text + " Nobody else wrote meanwhile."
}
