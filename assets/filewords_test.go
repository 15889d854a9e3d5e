package assets

import (
	"testing"
	"unicode/utf8"
)

// A list has 15 cells for what was found in a file.
func TestWordsOfAListAreShort(t *testing.T) {
	const most = 15
	for code := range fileWarnings {
		if word := FileListWord(code); word == "" || utf8.RuneCountInString(word) > most {
			t.Errorf("%s is %q in a list", code, word)
		}
	}
	for code := range fileListWords {
		if _, known := fileWarnings[code]; !known {
			t.Errorf("%s is no warning", code)
		}
	}
	for code, word := range fileFaults {
		if utf8.RuneCountInString(word) > most {
			t.Errorf("%s is %q in a list", code, word)
		}
	}
}
