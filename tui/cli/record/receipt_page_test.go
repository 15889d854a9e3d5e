package record

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/chain"
	"dossier/flows/foreign"
	"dossier/tui/safe/hostile"
)

var updatePage = flag.Bool("update-page", false, "rewrite testdata/receipt.html")

// told reads the receipt of package audit's tests, which has every kind of
// thing in it.
func told(t testing.TB) audit.Receipt {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "flows", "audit", "testdata", "rich.json"))
	if err != nil {
		t.Fatal(err)
	}
	var r audit.Receipt
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	lines, err := chain.ReadHeads(bytes.NewReader(text))
	if err != nil || len(lines.Heads) != 1 {
		t.Fatalf("%d heads, %v", len(lines.Heads), err)
	}
	r.Head = lines.Heads[0]
	return r
}

func page(t testing.TB, r audit.Receipt) string {
	t.Helper()
	out, err := renderPage(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestThePageStays(t *testing.T) {
	got := page(t, told(t))
	path := filepath.Join("testdata", "receipt.html")
	if *updatePage {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Error("the page is not what it was; write it with -update-page and look at it in a browser")
	}
}

// TestThePageLacksNothing proves that every text of a receipt is on its page.
func TestThePageLacksNothing(t *testing.T) {
	r := told(t)
	text := html.UnescapeString(page(t, r))
	for _, want := range texts(t, &r) {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	if strings.Contains(text, "nothing of this kind") {
		t.Error("this test finds what is not there")
	}
}

// texts are the foreign texts of a receipt as they are shown, and its hashes.
// What a remark holds beside its code is left out, where it is the same again.
func texts(t *testing.T, r *audit.Receipt) []string {
	t.Helper()
	var list []string
	each(reflect.ValueOf(r).Elem(), func(v reflect.Value) {
		switch x := v.Interface().(type) {
		case audit.Remark:
			list = append(list, visibleLine(x.Code), x.Ours)
		case foreign.Text:
			list = append(list, visibleLine(x))
		case flows.SHA256:
			list = append(list, x.String())
		case chain.Hash:
			list = append(list, x.String())
		}
	})
	if len(list) < 100 {
		t.Fatalf("%d texts only", len(list))
	}
	return list
}

// each calls do with every value in v that is a leaf of a receipt.
func each(v reflect.Value, do func(reflect.Value)) {
	switch v.Interface().(type) {
	case foreign.Text, audit.Remark, flows.SHA256, chain.Hash:
		do(v)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			each(v.Elem(), do)
		}
	case reflect.Slice:
		for i := range v.Len() {
			each(v.Index(i), do)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				each(v.Field(i), do)
			}
		}
	case reflect.String:
		do(v)
	}
}

// TestThePageNamesTheConnection proves that each session has its own proxy and roots, and
// that one without says nothing of them.
func TestThePageNamesTheConnection(t *testing.T) {
	for want, holder := range map[string]audit.Holder{
		"opened it": {},
		"opened it; through the proxy proxy.test:3128":                 {Proxy: foreign.Untrusted("proxy.test:3128")},
		"opened it; with custom roots (SSL_CERT_FILE or SSL_CERT_DIR)": {CustomRoots: true},
		"took it over: “ill”; through the proxy p:1; with custom roots (SSL_CERT_FILE or SSL_CERT_DIR)": {
			TookOver: true, Reason: foreign.Untrusted("ill"), Proxy: foreign.Untrusted("p:1"), CustomRoots: true,
		},
	} {
		r := told(t)
		r.Holders = []audit.Holder{holder}
		_, table, _ := strings.Cut(page(t, r), "<h2>Who worked on it</h2>")
		row, _, _ := strings.Cut(table, "</tbody>")
		if text := html.UnescapeString(tag.ReplaceAllString(row, "")); !strings.HasSuffix(strings.TrimSpace(text), want) {
			t.Errorf("%q lacks %q", text, want)
		}
	}
}

// TestNoTextSpeaksToTheReader proves that a hostile text in any place of a
// receipt is shown and does nothing: no tag of its own, no control character, no
// change of direction, no style, no text that was left closed by mistake.
func TestNoTextSpeaksToTheReader(t *testing.T) {
	known := tags(page(t, told(t)))
	attacks := append(hostile.Strings(), `</style><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `"; } body { background: url(//evil.test) } x { content: "`)
	for turn := range 15 { // every text is in many places, and many texts are in every place
		n := turn * 11
		next := func() foreign.Text {
			n++
			attack := attacks[n%len(attacks)]
			return foreign.Untrusted(attack[:min(len(attack), 500)])
		}
		r := told(t)
		each(reflect.ValueOf(&r).Elem(), func(v reflect.Value) {
			switch x := v.Addr().Interface().(type) {
			case *foreign.Text:
				if !x.Empty() {
					*x = next()
				}
			case *audit.Remark:
				x.Code = next()
			}
		})
		for _, fault := range faults(page(t, r), known) {
			t.Errorf("turn %d: %s", turn, fault)
		}
	}
}

var (
	tag      = regexp.MustCompile(`<[^>]*>`)
	slip     = regexp.MustCompile(`foreign\(|ZgotmplZ|no value|%!`)
	active   = regexp.MustCompile(`(?i)<script|<img|<link|<iframe|<object|<a |\son[a-z]+=|src=|href=`)
	resource = regexp.MustCompile(`(?i)url\(|@import|expression`)
)

// tags are the different tags of a page, with their attributes.
func tags(page string) map[string]bool {
	found := map[string]bool{}
	for _, t := range tag.FindAllString(page, -1) {
		found[t] = true
	}
	return found
}

// faults says what a page must not have. Known are the tags that a harmless one
// has.
func faults(page string, known map[string]bool) []string {
	var list []string
	for _, c := range page {
		if c != '\n' && unicode.Is(unicode.C, c) {
			list = append(list, fmt.Sprintf("%U", c))
		}
	}
	for t := range tags(page) {
		if !known[t] || active.MatchString(t) {
			list = append(list, "the tag "+t)
		}
	}
	_, rest, _ := strings.Cut(page, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	return append(append(list, resource.FindAllString(style, -1)...), slip.FindAllString(page, -1)...)
}

// TestFaultsAreRecognised breaks a page in every way that the test above knows.
func TestFaultsAreRecognised(t *testing.T) {
	clean := page(t, told(t))
	known := tags(clean)
	if found := faults(clean, known); len(found) > 0 {
		t.Errorf("a clean page has %q", found)
	}
	for _, change := range []string{"<script>", "<img src=x>", `<p onclick="x()">`, "\u202e", "\x1b", "foreign(3 bytes)", "ZgotmplZ", "</style><p class=x><style>url(//x)</style>"} {
		broken := strings.Replace(clean, "<style>", "<style>"+change, 1)
		if broken = strings.Replace(broken, "</h1>", change+"</h1>", 1); len(faults(broken, known)) == 0 {
			t.Errorf("%q passes", change)
		}
	}
}
