package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/flows/chain"
)

// TestAHeadIsAddedToHeadsOnly: a mistake in the place of the heads ruins no other file.
func TestAHeadIsAddedToHeadsOnly(t *testing.T) {
	head := chain.Head{Schema: chain.HeadSchema, Journal: "J", Pos: 1, Hash: chain.Hash{1}, Seal: chain.Hash{2}, Key: "k", At: time.Unix(1, 0).UTC()}
	place := filepath.Join(t.TempDir(), "place")
	if err := WriteHead(place, head); err != nil { // makes the file
		t.Fatal(err)
	}
	line, err := os.ReadFile(place)
	if err != nil {
		t.Fatal(err)
	}
	one := string(line)
	for name, c := range map[string]struct {
		content string
		isHeads bool
	}{
		"nothing": {"", true}, "a head": {one, true}, "a head and a slip": {one + "note\n", true}, "a torn head": {one[:40], true}, "a mark and a head": {"\ufeff" + one, true}, "UTF-16": {"\xff\xfe{\x00", false}, "blank": {"\n \n", true},
		"a key": {strings.Repeat("0f", 32) + "\n", false}, "a token": {"\n\ntoken", false}, "a journal": {"SQLite format 3\x00\x10\x00\x01\x01\x00@  " + one, false},
		"a picture": {"\xff\xd8\xff\xe1" + strings.Repeat("\x00", 1<<17), false}, "a receipt": {"{\n  \"head\": " + one + "}\n", false}, "an object": {"{}", false},
	} {
		if err := os.WriteFile(place, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		err := WriteHead(place, head)
		after, _ := os.ReadFile(place)
		switch {
		case c.isHeads && (err != nil || !strings.HasSuffix(string(after), one)):
			t.Errorf("%s: %v", name, err)
		case !c.isHeads && (err == nil || err.Error() != errNoHeads.Error() || string(after) != c.content):
			t.Errorf("%s: %v; %d bytes more", name, err, len(after)-len(c.content))
		}
	}
}
