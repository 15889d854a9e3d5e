package record

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"dossier/flows/audit"
	"dossier/flows/foreign"
	"dossier/tui/safe/hostile"
)

// FuzzReceiptPage holds that a text that came from outside, in every place of a receipt at
// once, adds, removes and closes no element and no attribute of its page, and is on it.
func FuzzReceiptPage(f *testing.F) {
	for i, text := range hostile.Strings() {
		if i%5 == 0 && len(text) < 200 {
			f.Add(text)
		}
	}
	for _, text := range []string{
		`</style><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `"; } body { background: url(//evil.test) } x { content: "`,
		`</bdi></code></td></tr></table>`, `<!--`, `]]>`, `&lt;script&gt;`, `{{.}}`, `\"; }`, "`", "&#60;b&#62;", "<", "'", "%!", "ZgotmplZ",
	} {
		f.Add(text)
	}
	plain := withText(f, "harmless")
	known, frame := tags(plain), elements(f, plain)
	f.Fuzz(func(t *testing.T, text string) {
		text = text[:min(len(text), 500)]
		got := withText(t, text)
		for _, fault := range faults(got, known) {
			if !strings.Contains(text, fault) { // a text may name what would be a slip of ours
				t.Errorf("%s", fault)
			}
		}
		if seen := elements(t, got); text != "" && !slices.Equal(seen, frame) {
			t.Errorf("the page has other elements: %s", firstDifference(seen, frame))
		}
		if want := visibleLine(foreign.Untrusted(text)); !strings.Contains(textOf(t, got), want) {
			t.Errorf("%q is not on the page", want)
		}
	})
}

// withText is the page of a receipt with one text wherever one came from outside. What
// depends on two texts being alike, or on a code that is known, then looks the same
// for every text.
func withText(t testing.TB, text string) string {
	t.Helper()
	r := told(t)
	each(reflect.ValueOf(&r).Elem(), func(v reflect.Value) {
		switch x := v.Addr().Interface().(type) {
		case *foreign.Text:
			if !x.Empty() {
				*x = foreign.Untrusted(text)
			}
		case *audit.Remark:
			x.Code, x.Raw = foreign.Untrusted(text), foreign.Untrusted("{"+text)
		}
	})
	return page(t, r)
}

// elements are the starts and ends of the page's elements in order, with attributes, as
// another reader than the one of the test above sees them.
func elements(t testing.TB, page string) (list []string) {
	t.Helper()
	walkPage(t, page, func(token xml.Token) {
		switch x := token.(type) {
		case xml.StartElement:
			list = append(list, fmt.Sprintf("%s%v", x.Name.Local, x.Attr))
		case xml.EndElement:
			list = append(list, "/"+x.Name.Local)
		}
	})
	return list
}

func textOf(t testing.TB, page string) string {
	t.Helper()
	var text strings.Builder
	walkPage(t, page, func(token xml.Token) {
		if x, ok := token.(xml.CharData); ok {
			text.Write(x)
		}
	})
	return text.String()
}

func walkPage(t testing.TB, page string, visit func(xml.Token)) {
	t.Helper()
	r := xml.NewDecoder(strings.NewReader(page))
	r.Strict, r.AutoClose, r.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := r.Token()
		switch {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			t.Fatal(err)
		}
		visit(token)
	}
}

func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("%q instead of %q", got[i], want[i])
		}
	}
	return fmt.Sprintf("%d instead of %d", len(got), len(want))
}
