package record

import (
	"testing"
	"time"

	"dossier/flows"
)

func TestSummariesMatchWhateverTheirOrder(t *testing.T) {
	one, two := flows.SentPicture{SHA256: flows.SHA256{1}, Slot: "a"}, flows.SentPicture{SHA256: flows.SHA256{2}, Slot: "b"}
	noon := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	a := flows.Summary{Key: flows.Key{Origin: "https://x.test", Applicant: "1x1"}, Head: 3, Updated: noon, Done: 1, Total: 2, Group: flows.GroupDone, Text: "closed", Pictures: []flows.SentPicture{two, one, one}}
	b := a
	b.Updated, b.Pictures = noon.In(time.FixedZone("", 3600)), []flows.SentPicture{one, two}
	if !isSameSummary(b, a) {
		t.Error("zone, order and repetition count")
	}
	for name, change := range map[string]func(*flows.Summary){
		"head": func(s *flows.Summary) { s.Head++ }, "group": func(s *flows.Summary) { s.Group = flows.GroupWaiting },
		"total": func(s *flows.Summary) { s.Total++ }, "updated": func(s *flows.Summary) { s.Updated = noon.Add(1) },
		"pictures": func(s *flows.Summary) { s.Pictures = s.Pictures[:1] }, "key": func(s *flows.Summary) { s.Key.Applicant = "9x9" },
		"code": func(s *flows.Summary) { s.Text = "approved" },
	} {
		c := b
		change(&c)
		if isSameSummary(c, a) {
			t.Errorf("another %s matches", name)
		}
	}
}
