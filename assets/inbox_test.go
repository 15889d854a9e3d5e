package assets

import (
	"regexp"
	"testing"

	"dossier/flows/inbox"
)

// reasonsOfInbox and endsOfInbox are all there are; a new one without words fails below.
var reasonsOfInbox = []inbox.Reason{
	inbox.NoSuchFile, inbox.NoSuchCode, inbox.NeedsCode, inbox.OtherCode, inbox.AcrossCodes, inbox.Exists, inbox.IsFolder, inbox.NotEmpty, inbox.TooLarge,
	inbox.TooManyFiles, inbox.TooManyFolders, inbox.TooDeep, inbox.NameTooLong, inbox.InboxFull, inbox.ServerFull, inbox.TooScattered,
	inbox.ReadDenied, inbox.NotAllowed, inbox.NotComplete, inbox.StillArriving, inbox.NoSuchSlot, inbox.Gone, inbox.NoCodeLeft, inbox.ReceiptPrivate, inbox.ReceiptFailed,
}

// clause is a text that follows a name: lower case, at most one next step, no full stop.
var clause = regexp.MustCompile(`^[a-z][^;.]*(\.json|; [a-z][^;.]*(\.html[^;.]*)?)?$`)

func TestEveryRefusalOfAnInboxHasWords(t *testing.T) {
	for _, reason := range reasonsOfInbox {
		text := InboxRefusal(&inbox.Refusal{Reason: reason, Code: "M3XQ", Limit: 50})
		if reason != inbox.ReadDenied && !clause.MatchString(text) {
			t.Errorf("%s: %q", reason, text)
		}
	}
	if len(refusalTexts) != len(reasonsOfInbox)-1 {
		t.Errorf("%d texts for %d reasons", len(refusalTexts), len(reasonsOfInbox))
	}
}

// TestWhatAnInboxPromises proves that memory which may be swapped is not called memory only.
func TestWhatAnInboxPromises(t *testing.T) {
	for maySwap, want := range map[bool]string{false: "Files are held in memory only.", true: "Files are held in memory, which the server may swap to a disk."} {
		if got := ServiceInboxPromise(maySwap); got != want {
			t.Errorf("%v: %q", maySwap, got)
		}
	}
}

func TestWordsOfInboxes(t *testing.T) {
	refused := inbox.Outcome{End: inbox.WriteRefused, Reason: inbox.TooLarge, Limit: 20 << 20}
	for got, want := range map[string]string{
		InboxRefusal(&inbox.Refusal{Reason: inbox.NoSuchCode, Code: "M3XQ", Current: []inbox.Code{"K7F2"}}):                 "no code such as M3XQ here; send it to K7F2",
		InboxRefusal(&inbox.Refusal{Reason: inbox.NoSuchCode, Code: "M3XQ", Current: []inbox.Code{"K7F2", "P8RT", "W3XY"}}): "no code such as M3XQ here; send it to K7F2, P8RT or W3XY",
		InboxRefusal(&inbox.Refusal{Reason: inbox.NoSuchCode, Code: "M3XQ"}):                                                "no code such as M3XQ here; open the dossier in the wizard for a new one",
		InboxRefusal(&inbox.Refusal{Reason: inbox.NeedsCode, Current: []inbox.Code{"K7F2", "M3XQ"}}):                        "the path has no code; put it before the name, as in K7F2/receipt.json",
		InboxRefusal(&inbox.Refusal{Reason: inbox.InboxFull, Limit: 200 << 20}):                                             "the inbox is full (200 MiB at most); choose files in the wizard, or remove some: sftp HOST, then rm CODE/NAME",
		InboxRefusal(&inbox.Refusal{Reason: inbox.TooManyFiles, Limit: 50}):                                                 "too many files (50 at most); choose some in the wizard, or remove some: sftp HOST, then rm CODE/NAME",
		UploadText(inbox.Outcome{End: inbox.Whole, Code: "K7F2", Slot: "front", Bytes: 3_300_000}):                          "arrived for front (3.3 MB)",
		UploadText(inbox.Outcome{End: inbox.Whole, Code: "K7F2", Bytes: 3_300_000}):                                         "arrived (3.3 MB); say in the wizard what it is",
		UploadText(inbox.Outcome{End: inbox.Whole, Bytes: 3_300_000}):                                                       "arrived without a code (3.3 MB); choose it in the wizard",
		UploadText(inbox.Outcome{End: inbox.Whole, Slot: "front", Code: "K7F2", IsTemporary: true}):                         "",
		UploadText(inbox.Outcome{End: inbox.NoEndMark, Bytes: 1_200_000}):                                                   "kept as incomplete (1.2 MB): the end of the picture is missing; send it again, or the rest within 15 minutes",
		UploadText(inbox.Outcome{End: inbox.Disconnected}):                                                                  "not kept: the transfer broke off; send it again",
		UploadText(refused):                                                              "refused: too large (20 MiB at most); save it smaller",
		ArrivingText(inbox.Arrival{Declared: -1}):                                        "arriving",
		ArrivingText(inbox.Arrival{Declared: 0}):                                         "arriving",
		ArrivingText(inbox.Arrival{Declared: -1, Bytes: 5, PerSecond: 410_000}):          "5 B, 410 kB/s",
		ArrivingText(inbox.Arrival{Declared: -1, Bytes: 1_230_000, PerSecond: 410_000}):  "1.2 MB so far",
		ArrivingText(inbox.Arrival{Declared: -1, Bytes: 820_000}):                        "820 kB so far",
		ArrivingText(inbox.Arrival{Declared: 1000, Bytes: 370}):                          "37 %, arriving",
		ArrivingText(inbox.Arrival{Declared: 1000, Bytes: 370, PerSecond: 410_000}):      "37 %, 410 kB/s",
		ArrivingText(inbox.Arrival{Declared: 1000, Bytes: 1000, PerSecond: 999_000_000}): "99 %, 999 MB/s",
		ArrivalEnd(inbox.Arrival{End: inbox.WriteRefused, Reason: inbox.TooLarge}):       "too large",
		ArrivalEnd(inbox.Arrival{End: inbox.Disconnected}):                               "the transfer broke off",
		ArrivalEnd(inbox.Arrival{End: inbox.Whole}):                                      "",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	for end := inbox.NotEnded; end <= inbox.Vanished; end++ {
		if isSilent := end == inbox.Ignored; (UploadText(inbox.Outcome{End: end, Reason: inbox.Gone}) == "") != isSilent {
			t.Errorf("end %d: silent %v", end, !isSilent)
		}
	}
}
