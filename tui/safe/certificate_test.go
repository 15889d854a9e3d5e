package safe

import (
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
)

func TestCertificateIsOneSafeLine(t *testing.T) {
	day := time.Date(2026, 3, 1, 23, 0, 0, 0, time.FixedZone("", -3600))
	c := flows.Certificate{
		Issuer: foreign.Untrusted("CN=in\x1b[2Jtruder\n"), NotBefore: day, NotAfter: day.AddDate(0, 1, 0),
		Names: []foreign.Text{foreign.Untrusted("a.test"), foreign.Untrusted("\u202eb.test")},
	}
	got := Certificate(c).String()
	if want := `issuer CN=in\u{1B}[2Jtruder\u{0A}; names a.test, \u{202E}b.test; valid 2026-03-02 to 2026-04-02`; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	c.Names = make([]foreign.Text, 9)
	if got := Certificate(c).String(); !strings.Contains(got, ellipsis+"; valid") {
		t.Errorf("%s", got)
	}
	if got := Certificate(flows.Certificate{}); got != (Text{}) {
		t.Errorf("%s", got)
	}
}
