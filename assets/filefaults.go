package assets

// fileFaults are the words of a list for why a file cannot be sent, by the codes of package
// intake.
var fileFaults = map[string]string{
	"not-found": "gone", "unreadable": "not readable", "folder": "folder", "link": "link", "pipe": "no file", "device": "no file",
	"empty": "empty", "too-large": "too large", "not-accepted": "not accepted", "bad-header": "broken", "no-size": "broken",
	"no-pixels": "broken", "cut": "end missing", "encrypted": "password", "other-security": "protected", "no-pages": "no pages",
	"too-many-pixels": "too many pixels", "side-too-long": "too many pixels",
	"too-few-pixels": "too few pixels", "changed": "changing",
}

// FileFaultWord is the word of a list for why a file cannot be sent, by its code.
func FileFaultWord(code string) string {
	if word, ok := fileFaults[code]; ok {
		return word
	}
	return CannotBeSentWord.String()
}
