package assets

import "dossier/flows"

// objectionTexts say what the journal has against a picture, a sentence each.
var objectionTexts = map[string]SendingText{
	flows.CodeSameSides:      ChosenForOtherSide,
	flows.CodeDeclined:       DeclinedBefore,
	flows.CodeRejected:       RejectedBefore,
	flows.CodeSentBefore:     SentBefore,
	flows.CodeOtherApplicant: SentForOther,
	flows.CodeReplace:        ReplacesAccepted,
}

// objectionWords are the same in a list.
var objectionWords = map[string]SendingText{
	flows.CodeSentBefore:     SentBeforeWord,
	flows.CodeOtherApplicant: SentForOtherWord,
}

// ObjectionWord is what speaks against a picture, in a list.
func ObjectionWord(code string) string { return objectionWords[code].String() }

// SameSidesText says for which side a picture is chosen already.
func SameSidesText(side string) string { return ChosenForSide.With(side) }

// ObjectionText says what speaks against a picture. The code of an objection that this
// version does not know is its own text.
func ObjectionText(code string) string {
	if text, ok := objectionTexts[code]; ok {
		return text.String()
	}
	return CannotBeSent.With(code)
}
