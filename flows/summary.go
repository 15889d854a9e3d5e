package flows

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// The groups of the start list, in its order.
const (
	GroupNeedsYou   = "needs you"
	GroupWaiting    = "waiting"
	GroupUnfinished = "unfinished"
	GroupDone       = "done"
)

// Summary is a dossier's row in the start list. Everything in it is this
// program's own words: no foreign text and no person's name.
type Summary struct {
	Key         Key
	Head        uint64    // number of the last entry; the journal takes the entry's
	Updated     time.Time // UTC, when the last entry was written; the journal takes the entry's
	Done, Total int       // slots accepted and slots wanted
	Group       string    // where the start list puts it: "needs you", "waiting"
	Text        string    // a few words on where it stands
	// Pictures are those the service has or may have. An append replaces what
	// was kept for the dossier; the lists of dossiers leave it empty.
	Pictures []SentPicture
}

// SentPicture is a picture that the service has or may have. Attempt may be 0
// when the caller does not tell attempts apart.
type SentPicture struct {
	SHA256  SHA256
	Slot    string // the slot's handle: "identity.front"
	Attempt AttemptNumber
	State   string
}

// Summary is the row of the start list that goes with the journey.
func (j Journey) Summary() Summary {
	done, total := j.Progress()
	s := Summary{
		Key: j.Key(), Head: j.Head(), Updated: j.Updated(), Done: done, Total: total, Pictures: j.sentPictures(),
	}
	s.Group, s.Text = j.startListGroup()
	return s
}

func (j Journey) startListGroup() (group, text string) {
	_, incident := j.Incident()
	problem, troubled := j.FirstProblem()
	switch check := j.Check(); {
	case j.IsClosed():
		return GroupDone, "closed"
	case incident:
		return GroupNeedsYou, "an answer named another applicant"
	case check.State == CheckApproved:
		return GroupDone, "approved"
	case check.State == CheckFinal:
		return GroupNeedsYou, "rejected, final"
	case check.State == CheckRejected:
		return GroupNeedsYou, "rejected, may try again"
	case check.State == CheckUnclear:
		return GroupWaiting, "start unclear"
	case check.State != CheckNone:
		return GroupWaiting, "check running"
	case troubled:
		l, _ := j.Line(problem)
		return GroupNeedsYou, fmt.Sprintf("%s %s", problem, l.ProblemText())
	case len(j.StartBlockers()) == 0:
		return GroupNeedsYou, "ready to start"
	}
	return GroupUnfinished, j.sendingText()
}

// The texts of a dossier whose last entry is about a picture on its way. They are stored
// with the row: when nobody has the dossier open, its program was stopped just then.
const (
	SummarySending  = "sending"
	SummaryAwaiting = "waiting for the answer"
)

func (j Journey) sendingText() string {
	text := ""
	for _, l := range j.Lines() {
		switch l.State {
		case Awaiting:
			return SummaryAwaiting
		case Sending:
			text = SummarySending
		}
	}
	return text
}

// ProblemText says in a word or two what is wrong with a slot: the state as it is
// stored is not the word that people see. It is stored with the row; the words are those
// of package assets.
func (l SlotLine) ProblemText() string {
	switch l.State {
	case Unclear:
		return "unclear"
	case SetAside:
		return "set aside"
	case Failed:
		return l.failureText()
	case Accepted:
		return "accepted with a warning"
	}
	return string(l.State)
}

// failureText tells a picture that never left from one of which a part, or all, did.
func (l SlotLine) failureText() string {
	switch {
	case l.Tried && l.Attempt.State == AttemptAnswered && l.Cause != CauseTakenBack:
		return "not accepted"
	case l.Transfer == TransferNone:
		return "not sent"
	case l.Transfer == TransferWhole:
		return "probably not received"
	}
	return "stopped"
}

// sentPictures lists what the service has or may have, so that the same picture is
// recognised for another applicant.
func (j Journey) sentPictures() []SentPicture {
	var list []SentPicture
	for _, a := range j.Attempts() {
		if a.MayBeReceived() {
			list = append(list, SentPicture{SHA256: a.Picture.SHA256, Slot: a.Slot.String(), State: string(a.State)})
		}
	}
	return list
}

// Compare puts pictures in order, as cmp.Compare does for numbers.
func (p SentPicture) Compare(o SentPicture) int {
	return cmp.Or(slices.Compare(p.SHA256[:], o.SHA256[:]), cmp.Compare(p.Slot, o.Slot),
		cmp.Compare(p.Attempt, o.Attempt), cmp.Compare(p.State, o.State))
}
