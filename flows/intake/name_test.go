package intake

import (
	"testing"

	"dossier/flows/foreign"
)

func entriesOf(names ...string) []Entry {
	var list []Entry
	for _, n := range names {
		list = append(list, Entry{Name: foreign.Untrusted(n), Path: Ref{"/x/" + n}})
	}
	return list
}

func TestMatchingPrefersBeginnings(t *testing.T) {
	list := entriesOf("my-scan.jpg", "SCAN-2.jpg", "other.png", "s-c-a-n.jpg")
	var got []string
	for _, e := range FilterEntries(list, "scan") {
		got = append(got, e.Path.path)
	}
	if len(got) != 2 || got[0] != "/x/SCAN-2.jpg" || got[1] != "/x/my-scan.jpg" {
		t.Errorf("matched %v", got)
	}
	if fuzzy := FilterEntries(entriesOf("other.png", "s-c-a-n.jpg"), "scan"); len(fuzzy) != 1 || fuzzy[0].Path.path != "/x/s-c-a-n.jpg" {
		t.Errorf("letters in order do not match when nothing else does")
	}
	if all := FilterEntries(list, ""); len(all) != len(list) {
		t.Errorf("no text keeps everything")
	}
}
