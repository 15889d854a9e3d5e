package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
)

// The canaries: texts that occur nowhere else, planted in everything the
// product meets. Wherever one is found that the table does not allow, the
// product has leaked.
const (
	canToken    = "CanaryToken-5hK2vQ9zR4"
	canPassword = "CanaryPassword8Rm3Wd"
	canFirst    = "Canaryfirstqv"
	canLast     = "Canarylastzwk"
	canBirth    = "1907-03-29"
	canFile     = "canaryfile-jx7"
	canFolder   = "CanaryFolder Pw6"
	canExif     = "CanaryExifText-b8N1"
	canComment  = "CanaryComment-w2T5"
	canRemark   = "canaryRemarkTextHf3"
	canMessage  = "canaryMessageTextKd9"
	canPage     = "CanaryHtmlPageLs4"
	canHeader   = "CanaryHeaderValueMy7"
	canEcho     = "1999999999999x777777777777770907"
	canReason   = "canary reason gt5"
)

// canaries are all of them by name; the bytes of the pictures are those of the
// scene, as every picture is different.
func canaries(pictures map[string][]byte) map[string][]byte {
	all := map[string][]byte{
		"token": []byte(canToken), "password": []byte(canPassword), "first name": []byte(canFirst), "last name": []byte(canLast),
		"birth date": []byte(canBirth), "file name": []byte(canFile), "path": []byte(canFolder), "EXIF text": []byte(canExif),
		"picture comment": []byte(canComment), "remark": []byte(canRemark), "message": []byte(canMessage), "HTML page": []byte(canPage),
		"header": []byte(canHeader), "echo": []byte(canEcho), "reason": []byte(canReason),
	}
	for name, content := range pictures {
		middle := len(content) / 2
		all["bytes of "+name] = content[middle : middle+24]
	}
	return all
}

// form is one way in which a canary may be written. Forms of letters are
// looked for whatever their case.
type form struct {
	how    string
	bytes  []byte
	folded bool
}

// forms are the ways in which a canary may be written: as it is, in base64 at
// each of its three alignments, in hexadecimal, escaped for an address, as JSON
// escapes and in UTF-16.
func forms(canary []byte) []form {
	list := []form{{"as it is", lower(canary), true}, {"hex", []byte(hex.EncodeToString(canary)), true}}
	for at := range 3 {
		for _, code := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
			list = append(list, form{fmt.Sprintf("base64 at %d", at), innerBase64(code, canary, at), false})
		}
	}
	list = append(list,
		form{"escaped for an address", lower([]byte(url.QueryEscape(string(canary)))), true},
		form{"escaped for a path", lower([]byte(url.PathEscape(string(canary)))), true},
		form{"escaped throughout", formatBytes(canary, "%%%02x"), true}, form{"JSON escapes", formatBytes(canary, `\u%04x`), true},
		form{"Go escapes", formatBytes(canary, `\x%02x`), true}, form{"decimals", bytes.TrimSpace(formatBytes(canary, "%d ")), true})
	for how, order := range map[string][2]int{"UTF-16LE": {0, 1}, "UTF-16BE": {1, 0}} {
		var wide []byte
		for _, unit := range utf16.Encode([]rune(strings.ToLower(string(canary)))) {
			pair := [2]byte{}
			pair[order[0]], pair[order[1]] = byte(unit), byte(unit>>8)
			wide = append(wide, pair[:]...)
		}
		list = append(list, form{how, wide, true})
	}
	return list
}

// innerBase64 is what of a canary's base64 does not depend on what stands around it.
func innerBase64(code *base64.Encoding, canary []byte, at int) []byte {
	text := code.EncodeToString(append(make([]byte, at), canary...))
	begin := []int{0, 2, 3}[at]
	whole := (at + len(canary)) / 3 * 4
	return []byte(text[begin:whole])
}

// lower makes ASCII letters small and leaves every other byte as it is, as most
// of what is searched is no text.
func lower(b []byte) []byte {
	out := bytes.Clone(b)
	for i, c := range out {
		if 'A' <= c && c <= 'Z' {
			out[i] = c + 'a' - 'A'
		}
	}
	return out
}

func formatBytes(canary []byte, format string) []byte {
	var out []byte
	for _, b := range canary {
		out = fmt.Appendf(out, format, b)
	}
	return out
}

// found is a canary where it was seen.
type found struct{ place, canary, how string }

// search looks for every canary in every place.
func search(places map[string][]byte, all map[string][]byte) []found {
	var list []found
	for _, place := range slices.Sorted(maps.Keys(places)) {
		content := places[place]
		folded := lower(content)
		for _, name := range slices.Sorted(maps.Keys(all)) {
			for _, f := range forms(all[name]) {
				if f.folded && bytes.Contains(folded, f.bytes) || !f.folded && bytes.Contains(content, f.bytes) {
					list = append(list, found{place, name, f.how})
				}
			}
		}
	}
	return list
}

// TestTheSearchFindsEveryForm is the search's own control.
func TestTheSearchFindsEveryForm(t *testing.T) {
	t.Parallel()
	all := canaries(map[string][]byte{"noise": noise("noise")})
	upper := func(b []byte) []byte { return bytes.ToUpper(b) }
	for name, canary := range all {
		for how, text := range map[string][]byte{
			"as it is": canary, "hex": upper([]byte(hex.EncodeToString(canary))),
			"base64 at 0": []byte(base64.StdEncoding.EncodeToString(canary)),
			"base64 at 1": []byte(base64.StdEncoding.EncodeToString(append([]byte("a"), canary...))),
			"base64 at 2": []byte(base64.URLEncoding.EncodeToString(append([]byte("ab"), append(canary, 'c')...))),
			"UTF-16LE":    form16(canary), "JSON escapes": formatBytes(canary, `\u%04X`), "escaped throughout": formatBytes(canary, "%%%02X"),
			"decimals": fmt.Append(nil, canary),
		} {
			if how == "UTF-16LE" && strings.HasPrefix(name, "bytes") {
				continue // no text
			}
			got := search(map[string][]byte{"x": slices.Concat([]byte("before "), text, []byte(" after"))}, map[string][]byte{name: canary})
			if !slices.ContainsFunc(got, func(f found) bool { return f.how == how }) {
				t.Errorf("%s, %s: found %v", name, how, got)
			}
		}
		if got := search(map[string][]byte{"x": []byte("nothing of that kind, whatever is written here")}, map[string][]byte{name: canary}); len(got) > 0 {
			t.Errorf("%s is found where it is not: %v", name, got)
		}
	}
}

func form16(canary []byte) []byte {
	var out []byte
	for _, b := range canary {
		out = append(out, b, 0)
	}
	return out
}

// tree is every file below a folder by its path: its content and, as files can
// leak by being there, its name.
func tree(t *testing.T, root string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || path == root {
			return err
		}
		name, _ := filepath.Rel(root, path)
		files[name] = []byte(name)
		if entry.Type().IsRegular() {
			content, err := os.ReadFile(path)
			files[name] = append([]byte(name+"\n"), content...)
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// fresh are the files that are not as they were before.
func fresh(before, after map[string][]byte) map[string][]byte {
	files := map[string][]byte{}
	for name, content := range after {
		if was, ok := before[name]; !ok || !bytes.Equal(was, content) {
			files["file "+filepath.ToSlash(name)] = content
		}
	}
	return files
}
