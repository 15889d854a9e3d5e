package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"dossier/assets"
	"dossier/flows/chain"
	"dossier/personr/sandbox"
)

// editedTexts are a text as editors of several systems write it.
func editedTexts(text string) map[string]string {
	wide := func(mark string, first, second func(uint16) byte) string {
		var out strings.Builder
		out.WriteString(mark)
		for _, unit := range utf16.Encode([]rune(text)) {
			out.WriteByte(first(unit))
			out.WriteByte(second(unit))
		}
		return out.String()
	}
	high, low := func(u uint16) byte { return byte(u >> 8) }, func(u uint16) byte { return byte(u) }
	return map[string]string{
		"plain": text, "marked": "\ufeff" + text, "line ends of Windows": strings.ReplaceAll(text, "\n", "\r\n"),
		"UTF-16, low byte first": wide("\xff\xfe", low, high), "UTF-16, high byte first": wide("\xfe\xff", high, low),
	}
}

// TestAByteOrderMarkIsIgnored proves for every kind of text that a person edits that the mark
// of its encoding changes nothing.
func TestAByteOrderMarkIsIgnored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "text")
	head, err := json.Marshal(chain.Head{Schema: chain.HeadSchema, Journal: "j", Pos: 3, Hash: chain.Hash{1}, Seal: chain.Hash{2}, Key: "k", At: time.Unix(1, 0).UTC()})
	if err != nil {
		t.Fatal(err)
	}
	for kind, c := range map[string]struct {
		text string
		read func() error
	}{
		"flows": {string(assets.FlowsTOML()), func() error { _, err := readFlowFile(path); return err }},
		"script": {"{\"rules\": []}\n", func() error {
			b, err := readScript(path)
			if err == nil {
				_, err = sandbox.ParseScript(b)
			}
			return err
		}},
		"heads": {string(head) + "\n" + string(head) + "\n", func() error {
			lines, err := ReadHeads(t.Context(), path, nil)
			if err == nil && (len(lines.Heads) != 2 || lines.Count != 2 || lines.Other.Count != 0 || lines.Unreadable.Count != 0) {
				t.Errorf("%+v", lines)
			}
			return err
		}},
		"audit key": {strings.Repeat("0a", chain.AuditKeySize) + "\n", func() error { _, err := readAuditKey(path); return err }},
		"token": {"1670035114445x631333625381113500\n", func() error {
			_, err := (&Options{tokenFile: path, Env: Env{Getenv: func(string) string { return "" }}}).readToken()
			return err
		}},
	} {
		for how, text := range editedTexts(c.text) {
			if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := c.read(); err != nil {
				t.Errorf("%s, %s: %v", kind, how, err)
			}
		}
	}
}
