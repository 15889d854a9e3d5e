package assets

// fileListWords are the words of a list for warnings whose usual words are too long for it.
var fileListWords = map[string]string{
	"almost-grey": "almost grey", "screen-sized": "screenshot?", "pdf-for-selfie": "no picture", "name-lies": "misnamed", "sideways": "turned",
	"zone-expired": "expired?", "zone-other-country": "country?", "zone-other-kind": "other kind?", "zone-other-side": "the back?",
	"animated": "moving", "no-end-mark": "end missing", "forbids-printing": "restricted", "forbids-changes": "restricted", "undecodable": "not drawn", "not-drawn": "not drawn", "unknown-protection": "protected?", "only-encrypted": "encrypted",
}

// FileListWord is the word of a list for a warning about a file, by its code.
func FileListWord(code string) string {
	if word, ok := fileListWords[code]; ok {
		return word
	}
	return FileWarningWords(code).Short
}
