//go:build unix

package cli

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A secret is read from a regular file of this user or of root that nobody else
// may read; a pipe is not waited for. A token may lie behind links.
func TestWhereASecretMayLie(t *testing.T) {
	folder := t.TempDir()
	at := func(name string) string { return filepath.Join(folder, name) }
	for _, made := range []error{
		os.WriteFile(at("file"), []byte("secret"), 0o600), os.WriteFile(at("open"), []byte("secret"), 0o640),
		os.Symlink("file", at("data")), os.Symlink("data", at("link")), syscall.Mkfifo(at("pipe"), 0o600),
	} {
		if made != nil {
			t.Fatal(made)
		}
	}
	for _, c := range []struct {
		name string
		link LinkPolicy
		want string // of the error; "": none
	}{
		{"file", FollowLinks, ""}, {"file", RefuseLinks, ""},
		{"link", FollowLinks, ""}, {"link", RefuseLinks, "it is a link"},
		{"open", FollowLinks, "chmod 600"}, {"open", RefuseLinks, "chmod 600"},
		{"pipe", FollowLinks, "not a regular file"}, {"pipe", RefuseLinks, "not a regular file"},
		{".", FollowLinks, "not a regular file"}, {"none", RefuseLinks, "no such file"},
	} {
		text, err := ReadSecret(at(c.name), "x", c.link)
		switch {
		case c.want == "" && (err != nil || text != "secret"):
			t.Errorf("%s, link followed %t: %v", c.name, c.link, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), folder)):
			t.Errorf("%s, link followed %t: %v, want %q", c.name, c.link, err, c.want)
		}
	}
}

// Only root can give a file away to see this.
func TestASecretOfAnotherUserIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(path, 12345, -1); err != nil {
		t.Skip("this user cannot give a file away")
	}
	if _, err := ReadSecret(path, "the token file", FollowLinks); err == nil || !strings.Contains(err.Error(), "the token file belongs to another user") {
		t.Errorf("%v", err)
	}
}

// Both secrets of the program are read so.
func TestTheAuditKeyIsReadBehindNoLinkAndTheTokenIs(t *testing.T) {
	folder := t.TempDir()
	key, token := filepath.Join(folder, "key"), filepath.Join(folder, "token")
	for path, text := range map[string]string{key: strings.Repeat("07", 32), token: "a-token"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(path, path+"-link"); err != nil {
			t.Fatal(err)
		}
	}
	o := &Options{tokenFile: token + "-link", Env: Env{Getenv: func(string) string { return key + "-link" }}}
	if _, err := o.readToken(); err != nil {
		t.Errorf("the token: %v", err)
	}
	for _, mayMake := range []bool{false, true} {
		if _, err := o.LoadAuditKey(mayMake); err == nil || !strings.Contains(err.Error(), "it is a link") {
			t.Errorf("the key: %v", err)
		}
	}
}

// Editors of other systems write a mark or UTF-16; what is read is the text.
func TestSecretIsReadInAnyEncoding(t *testing.T) {
	const text = "Bearer 1670035114445x631333625381113500\r\n"
	utf16 := func(order binary.AppendByteOrder, mark bool) []byte {
		var b []byte
		if mark {
			b = order.AppendUint16(b, 0xFEFF)
		}
		for _, r := range text {
			b = order.AppendUint16(b, uint16(r))
		}
		return b
	}
	path := filepath.Join(t.TempDir(), "token")
	for name, content := range map[string][]byte{
		"UTF-8": []byte(text), "UTF-8 with a mark": []byte("\ufeff" + text),
		"UTF-16 LE": utf16(binary.LittleEndian, true), "UTF-16 BE": utf16(binary.BigEndian, true),
		"UTF-16 LE without a mark": utf16(binary.LittleEndian, false), "UTF-16 BE without a mark": utf16(binary.BigEndian, false),
	} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := ReadSecret(path, "x", FollowLinks); err != nil || got != text {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	for _, odd := range []string{"", "a", "a\x00b", "\x00\x00", "a\xffb"} {
		if err := os.WriteFile(path, []byte(odd), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := ReadSecret(path, "x", FollowLinks); err != nil || got != odd {
			t.Errorf("%q is read as %q, %v", odd, got, err)
		}
	}
}
