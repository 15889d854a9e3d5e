package assets

import (
	"errors"
	"fmt"
	"strings"

	"dossier/flows/inbox"

	"github.com/dustin/go-humanize"
)

// ScpByJump says how the lines with scp are used from behind a jump host, of which the program
// knows nothing.
const ScpByJump = "If you came by ssh -J JUMP, give scp the same -J JUMP; an entry with ProxyJump in ~/.ssh/config serves both."

// refusalTexts say why a client that sends files was refused, as a clause. %s is the limit.
var refusalTexts = map[inbox.Reason]string{
	inbox.NoSuchFile:     "there is no such file",
	inbox.NeedsCode:      "the path has no code; copy the command from the wizard",
	inbox.OtherCode:      "the path names another code than the user name; use one of them",
	inbox.AcrossCodes:    "a file cannot be moved from one code to another; send it again",
	inbox.Exists:         "something has that name already",
	inbox.IsFolder:       "a folder has that name; add the name of the file",
	inbox.NotEmpty:       "the folder is not empty",
	inbox.TooLarge:       "too large (%s at most); save it smaller",
	inbox.TooManyFiles:   "too many files (%s at most); choose some in the wizard, or remove some: sftp HOST, then rm CODE/NAME",
	inbox.TooManyFolders: "too many folders (%s at most); send the files without them",
	inbox.TooDeep:        "too many folders within one another (%s at most); send the file without them",
	inbox.NameTooLong:    "the name is too long; send it under another",
	inbox.InboxFull:      "the inbox is full (%s at most); choose files in the wizard, or remove some: sftp HOST, then rm CODE/NAME",
	inbox.ServerFull:     "the server has no memory left for files; try again in some minutes",
	inbox.TooScattered:   "written in too many pieces; send it again from the beginning",
	inbox.ReadDenied:     "files cannot be fetched again; only receipt.json and receipt.html can",
	inbox.NotAllowed:     "this name cannot be changed",
	inbox.NotComplete:    "not complete; send it again",
	inbox.StillArriving:  "still arriving; wait until it is complete",
	inbox.NoSuchSlot:     "the dossier wants no such picture any more",
	inbox.Gone:           "no longer in the inbox; it was chosen, removed or kept too long",
	inbox.NoCodeLeft:     "no code is left; try again",
	inbox.ReceiptPrivate: "it holds reasons of a rejection that are for leads only; ask a lead to fetch it",
	inbox.ReceiptFailed:  "no receipt can be made of what the journal holds; ask your administrator",
}

// InboxRefusal says why something was refused by an inbox, as a clause that follows
// "refused: ".
func InboxRefusal(r *inbox.Refusal) string {
	switch {
	case r.Reason == inbox.NoSuchCode:
		return noSuchCode(r)
	case r.Reason == inbox.NeedsCode && len(r.Current) > 0:
		return "the path has no code; put it before the name, as in " + string(r.Current[0]) + "/receipt.json"
	}
	return refusalText(r.Reason, r.Limit)
}

func refusalText(reason inbox.Reason, limit int64) string {
	text := refusalTexts[reason]
	switch reason {
	case inbox.TooLarge, inbox.InboxFull:
		return fmt.Sprintf(text, humanize.IBytes(uint64(max(limit, 0))))
	case inbox.TooManyFiles, inbox.TooManyFolders, inbox.TooDeep:
		return fmt.Sprintf(text, humanize.Comma(limit))
	}
	return text
}

// noSuchCode names the codes that there are: one that has expired was replaced by another.
func noSuchCode(r *inbox.Refusal) string {
	text := "no code such as " + string(r.Code) + " here"
	if len(r.Current) == 0 {
		return text + "; open the dossier in the wizard for a new one"
	}
	codes := make([]string, len(r.Current))
	for i, c := range r.Current {
		codes[i] = string(c)
	}
	return text + "; send it to " + joinWithOr(codes)
}

// joinWithOr joins words as a choice: a, b or c.
func joinWithOr(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}

// endTexts say what became of a file that is not complete, as a clause.
var endTexts = map[inbox.End]string{
	inbox.NotEnded:     "still arriving",
	inbox.Disconnected: "the transfer broke off",
	inbox.HasHole:      "a part is missing in the middle",
	inbox.TooShort:     "it is shorter than announced",
	inbox.NoEndMark:    "the end of the picture is missing",
	inbox.WriteRefused: "it was refused",
	inbox.Vanished:     "it was removed while it arrived",
}

// ArrivalEnd says why an arrival is not complete, as a clause; "" for one that is.
func ArrivalEnd(a inbox.Arrival) string {
	if a.End == inbox.WriteRefused && a.Reason != "" {
		reason, _, _ := strings.Cut(refusalTexts[a.Reason], ";")
		return strings.Replace(reason, " (%s at most)", "", 1)
	}
	return endTexts[a.End]
}

// ArrivalOutcome is what became of an upload, in words for a log: "complete", or why not.
func ArrivalOutcome(o inbox.Outcome) string {
	switch o.End {
	case inbox.Whole:
		return "complete"
	case inbox.IsEmpty:
		return "empty"
	case inbox.Ignored:
		return "a file of a desktop, not kept"
	case inbox.WriteRefused:
		return "refused: " + string(o.Reason)
	}
	return "incomplete: " + endTexts[o.End]
}

// ReceiptOutcome is what became of a receipt that was asked for, in a word for a log.
func ReceiptOutcome(text []byte, err error) string {
	refusal, isRefusal := errors.AsType[*inbox.Refusal](err)
	switch {
	case isRefusal:
		return string(refusal.Reason)
	case err != nil:
		return string(inbox.ReceiptFailed)
	case len(text) == 0:
		return "no dossier"
	}
	return "made"
}

// ArrivingText says how a file arrives, in at most arrivingWidth characters: the part of its
// size, where its sender has said that, or how much so far, and how fast.
func ArrivingText(a inbox.Arrival) string {
	speed := humanize.Bytes(uint64(max(a.PerSecond, 0))) + "/s"
	switch {
	case a.Declared > 0 && a.PerSecond > 0:
		return arrivedPart(a) + ", " + speed
	case a.Declared > 0:
		return arrivedPart(a) + ", arriving"
	case a.Bytes > 0:
		return arrivedSoFar(a.Bytes, a.PerSecond, speed)
	}
	return "arriving"
}

// arrivingWidth is what a list has room for, in characters.
const arrivingWidth = 15

func arrivedSoFar(bytes, perSecond int64, speed string) string {
	size := humanize.Bytes(uint64(bytes))
	if text := size + ", " + speed; perSecond > 0 && len(text) <= arrivingWidth {
		return text
	}
	return size + " so far"
}

// arrivedPart is how much has arrived; never all of it while it arrives.
func arrivedPart(a inbox.Arrival) string {
	return fmt.Sprintf("%d %%", min(max(a.Bytes, 0)*100/a.Declared, 99))
}

// UploadText tells the sender what became of a file, as the rest of a sentence after its name; ""
// where there is nothing to say.
func UploadText(o inbox.Outcome) string {
	size := humanize.Bytes(uint64(max(o.Bytes, 0)))
	switch o.End {
	case inbox.Whole:
		return receivedText(o, size)
	case inbox.IsEmpty:
		return "is empty and was not kept"
	case inbox.Ignored:
		return ""
	case inbox.WriteRefused:
		return "refused: " + refusalText(o.Reason, o.Limit)
	case inbox.Vanished:
		return "not kept: " + endTexts[o.End]
	}
	if o.Bytes == 0 {
		return "not kept: " + endTexts[o.End] + "; send it again"
	}
	return fmt.Sprintf("kept as incomplete (%s): %s; send it again, or the rest within 15 minutes", size, endTexts[o.End])
}

// receivedText speaks of this program's inbox: nothing was sent to the service yet.
func receivedText(o inbox.Outcome, size string) string {
	switch {
	case o.IsTemporary:
		return ""
	case o.Code == "":
		return fmt.Sprintf("arrived without a code (%s); choose it in the wizard", size)
	case o.Slot == "":
		return fmt.Sprintf("arrived (%s); say in the wizard what it is", size)
	}
	return fmt.Sprintf("arrived for %s (%s)", o.Slot, size)
}

// InboxName is what an inbox is called above its files. Its code is good for as long as the
// dossier is open.
func InboxName(code string) string { return "Inbox · code " + code + ", while this dossier is open" }
