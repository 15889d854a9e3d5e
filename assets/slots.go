package assets

import (
	"fmt"
	"strings"

	"github.com/dustin/go-humanize"

	"dossier/flows"
	"dossier/flows/decision"
)

// slotStates are the words for where a slot stands. What an accepted or a
// refused picture has of its own to say is in SlotWords.
var slotStates = map[flows.State]Words{
	flows.Missing:  {"missing", "No picture is chosen yet."},
	flows.Chosen:   {"waiting", WaitsToBeSent.String()},
	flows.Sending:  {"sending", "Being sent."},
	flows.Awaiting: {"sent, no answer yet", "Sent, no answer yet."},
	flows.Unclear:  {"unclear", "Unclear whether it was received."},
	flows.Accepted: {"accepted", "Accepted."},
	flows.Refused:  {"refused", "The service wants another picture."},
	flows.Failed:   {"not sent", "Not sent."},
	flows.SetAside: {"set aside", "Accepted, then set aside, so it no longer counts."},
}

// acceptedWithWarning are the words for an accepted picture on which an operator has to
// decide.
var acceptedWithWarning = Words{"warning", "Accepted with a warning that nobody has read."}

// StateWords are the words for a state by itself.
func StateWords(s flows.State) Words { return slotStates[s] }

// SlotWords are the words for where a slot stands. What an operator decided about an
// accepted picture is in its sentence; a list adds it by StandingText.
func SlotWords(l flows.SlotLine) Words {
	words := slotStates[l.State]
	switch {
	case l.State == flows.Refused:
		words.Long = refusedText(l.Attempt)
	case l.State == flows.Chosen && l.Tried && l.Transfer != flows.TransferNone:
		words.Long = WaitsToBeSentAgain.String()
	case l.HasFailed():
		words = failedWords(l)
	case l.State == flows.Unclear:
		words.Long = LineCauseText(l).Meaning
	case l.State != flows.Accepted:
	case len(l.Open) > 0:
		words = acceptedWithWarning
	default:
		if d, ok := decision.Main(l); ok {
			words.Long = pictureDecisions[d.Kind].Long
		}
	}
	return words
}

// refusedText tells a service that looked at the picture from one that refused
// the request, which another picture would not change.
func refusedText(a flows.Attempt) string {
	switch {
	case a.Cause == flows.CauseTooLarge:
		return TooLargeText(a.Picture.Bytes)
	case len(a.Errors) > 0 || a.Status < 400:
		return slotStates[flows.Refused].Long
	case a.Status == 404 || a.Status == 405:
		return fmt.Sprintf("The service refused the request (HTTP %d); its address may be wrong.", a.Status)
	}
	return fmt.Sprintf("The service refused the request (HTTP %d).", a.Status)
}

// TooLargeText says that the service refused a picture of that many bytes for its size.
func TooLargeText(bytes int64) string {
	if bytes == 0 {
		return refusals[flows.CauseTooLarge].Meaning
	}
	return fmt.Sprintf("%s: it has %s.", strings.TrimSuffix(refusals[flows.CauseTooLarge].Meaning, "."), humanize.Bytes(uint64(bytes)))
}
