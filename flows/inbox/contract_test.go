package inbox

import (
	"errors"
	"strings"
	"testing"
	"time"

	"dossier/flows"
)

// TestWhatClientsSee has a row for each path that a client may ask about.
func TestWhatClientsSee(t *testing.T) {
	w := newWorld(t)
	d := w.open("1x1")
	w.receipts = func(key flows.Key, format ReceiptFormat) ([]byte, error) {
		if format == ReceiptHTML || key.Applicant != "1x1" {
			return nil, nil
		}
		return []byte("{}"), nil
	}
	if _, err := w.Box("maya").Open(flows.Key{Origin: "https://x", Applicant: "1x1"}, slots()); err != nil {
		t.Fatal(err)
	}
	other, err := w.Box("ann").Open(flows.Key{Origin: "https://x", Applicant: "1x1"}, slots())
	if err != nil {
		t.Fatal(err)
	}
	c := w.tree("maya")
	w.put(c, "K7F2/front/a.jpg", "aE", Flags{})
	w.put(c, "loose.jpg", "aE", Flags{})
	for _, path := range []string{"", "/", ".", "~", "/~", "..", "/../..", "K7F2", "/k7f2/", "K7F2/front", "K7F2/FRONT/", "K7F2/rear", "~/K7F2/bank-statement"} {
		w.isDir(c, path)
	}
	for path, size := range map[string]int64{"K7F2/front/a.jpg": 2, "/K7F2/x/../front/a.jpg": 2, "loose.jpg": 2, "K7F2/receipt.json": 2, "receipt.json": 0} {
		w.isFile(c, path, size)
	}
	for _, path := range []string{
		"front", "K7F2/nothing", "K7F2/front/b.jpg", "K7F2/receipt.html", "M3XQ", "M3XQ/front",
		string(other.Code()), string(other.Code()) + "/receipt.json", strings.Repeat("x", maxPathBytes+1),
	} {
		w.isMissing(c, path)
		_, err := c.List(path)
		w.refused(err, NoSuchFile)
	}
	w.listed(c, "/", "K7F2", "loose.jpg")
	w.listed(c, "K7F2", "front", "back", "selfie", "bank-statement", "receipt.json")
	w.listed(w.tree("K7F2"), "/", "front", "back", "selfie", "bank-statement", "receipt.json")
	w.listed(w.tree("M3XQ"), "/")
	if text, err := c.Read("k7f2/receipt.json"); err != nil || string(text) != "{}" {
		t.Errorf("the receipt: %v", err)
	}
	for path, want := range map[string]Reason{
		"K7F2/front/a.jpg": ReadDenied, "loose.jpg": ReadDenied, "K7F2/front": IsFolder, "receipt.json": NeedsCode,
		"K7F2/receipt.html": NoSuchFile, "K7F2/b": NoSuchFile, "M3XQ/receipt.json": NoSuchCode,
	} {
		_, err := c.Read(path)
		w.refused(err, want)
	}
	w.shows(d.Arrivals(), row{"a.jpg", "front", Complete, 2})
}

// TestCodesInPathAndUserName: the path decides, the user name stands in for it, and both
// must agree. A dead code, a foreign one and one that never was have the same answer.
func TestCodesInPathAndUserName(t *testing.T) {
	w := newWorld(t)
	mine := w.open("1x1")
	second := w.open("2x2")
	foreignBox, err := w.Box("ann").Open(flows.Key{Origin: "https://x", Applicant: "9x9"}, slots())
	if err != nil {
		t.Fatal(err)
	}
	mineCode, secondCode, foreignCode := string(mine.Code()), string(second.Code()), string(foreignBox.Code())
	for _, test := range []struct {
		user, path string
		want       Reason // "" for none
		place      *Dossier
	}{
		{"maya", mineCode + "/front", "", mine},
		{"maya", strings.ToLower(mineCode) + "/front", "", mine},
		{"maya", secondCode + "/x/y.jpg", "", second},
		{mineCode, "front", "", mine},
		{strings.ToLower(mineCode), "front/a", "", mine},
		{mineCode, mineCode + "/front", "", mine},
		{mineCode, secondCode + "/front", OtherCode, nil},
		{mineCode, foreignCode + "/front", OtherCode, nil},
		{mineCode, "M3XQ/front", OtherCode, nil},
		{"maya", "M3XQ/front", NoSuchCode, nil},
		{"maya", foreignCode + "/front", NoSuchCode, nil},
		{"M3XQ", "front", NoSuchCode, nil},
		{foreignCode, "front", NoSuchCode, nil},
		{"M3XQ", mineCode + "/front", OtherCode, nil},
		{"maya", "front", "", nil},
		{"maya", "back/x.jpg", "", nil},
		{"maya", "XXXX/back", NoSuchCode, nil},
		{"maya", "xxxx/Selfie/x.jpg", NoSuchCode, nil},
		{"maya", "2345/front", NoSuchCode, nil},
		{"maya", "back/front.jpg", "", nil},
		{"maya", "anna/x.jpg", "", nil},
		{"maya", "photos/back", "", nil},
		{"maya", "2024/x.jpg", "", nil},
		{"maya", mineCode, IsFolder, nil},
	} {
		u, err := w.tree(test.user).Create(test.path, Flags{})
		if test.want != "" {
			w.refused(err, test.want)
			continue
		}
		if err != nil {
			t.Errorf("%s %s: %v", test.user, test.path, err)
			continue
		}
		w.write(u, "aE", 0)
		o := w.end(u, Whole)
		if code := codeOf(test.place); o.Code != code {
			t.Errorf("%s %s: went to %q, want %q", test.user, test.path, o.Code, code)
		}
	}
	if n := len(foreignBox.Arrivals()); n != 0 {
		t.Errorf("%d arrivals of another operator", n)
	}
	_, dead := w.tree("maya").Create("M3XQ/front", Flags{})
	_, alien := w.tree("maya").Create(foreignCode+"/front", Flags{})
	a, b := *dead.(*Refusal), *alien.(*Refusal)
	if a.Code = b.Code; len(a.Current) != 2 || a.Reason != b.Reason || a.Current[0] != b.Current[0] || a.Current[1] != b.Current[1] {
		t.Errorf("%+v and %+v differ", a, b)
	}
	if r, _ := mine.LastRefusal(); r == nil || r.Reason != NoSuchCode {
		t.Errorf("the wizard hears %v of it", r)
	}
}

func codeOf(d *Dossier) Code {
	if d == nil {
		return ""
	}
	return d.Code()
}

// TestNamesThatLookLikeCodes: an operator's own name and a slot are none.
func TestNamesThatLookLikeCodes(t *testing.T) {
	w := newWorld(t)
	box := w.Box("ann2")
	if _, err := box.Open(flows.Key{Applicant: "1x1"}, []Slot{{Name: "tax2"}}); err != nil {
		t.Fatal(err)
	}
	if o := w.put(box.Tree(Login{User: "ann2"}), "front", "aE", Flags{}); o.Code != "" {
		t.Errorf("the operator's name is the code %s", o.Code)
	}
	code := string(box.liveCodes()[0])
	if o := w.put(box.Tree(Login{User: code}), "tax2/x.jpg", "aE", Flags{}); string(o.Code) != code || o.Slot != "tax2" {
		t.Errorf("the slot is not found: %+v", o)
	}
	for _, s := range []string{"anna", "back", "2345", "K7F", "K7F22", "K0F2", "K1F2", "KIF2", "KOF2", "K7\x002", ""} {
		if code, ok := ParseCode(s); ok {
			t.Errorf("%q is the code %s", s, code)
		}
	}
}

// TestACodeLivesAsLongAsItsDossier: it is the same for every wizard, and for a while after
// the last one left.
func TestACodeLivesAsLongAsItsDossier(t *testing.T) {
	w := newWorld(t)
	first, again := w.open("1x1"), w.open("1x1")
	if first.Code() != again.Code() || first.Code() == w.open("2x2").Code() {
		t.Fatalf("codes %s and %s", first.Code(), again.Code())
	}
	w.put(w.tree("K7F2"), "front", "aE", Flags{})
	first.Leave()
	first.Leave()
	w.wait(2 * KeepFor)
	w.isDir(w.tree("maya"), "K7F2")
	again.Leave()
	w.wait(KeepFor - time.Second)
	back := w.open("1x1")
	w.shows(back.Arrivals(), row{"front", "front", Complete, 2})
	back.Leave()
	w.wait(KeepFor)
	w.isMissing(w.tree("maya"), "K7F2")
	if n := w.HeldBytes(); n != 0 {
		t.Errorf("%d bytes are still in use", n)
	}
	if _, err := back.OpenArrival(1); err == nil {
		t.Error("something was read out of a closed inbox")
	}
}

// TestNoCodeIsLeft: a source of random numbers that repeats itself ends in an error.
func TestNoCodeIsLeft(t *testing.T) {
	cfg := Config{Limits: DefaultLimits(mib), Now: time.Now, Random: func() uint32 { return 1 << 30 }, Complete: endsWithE}
	_, err := New(cfg).Box("maya").Open(flows.Key{}, nil)
	if r, ok := errors.AsType[*Refusal](err); !ok || r.Reason != NoCodeLeft {
		t.Errorf("%v", err)
	}
}

// TestASecondWizardKeepsTheSides proves that a wizard which does not know the sides yet takes
// them from no other wizard of the same operator.
func TestASecondWizardKeepsTheSides(t *testing.T) {
	w := newWorld(t)
	box, key := w.Box("maya"), flows.Key{Origin: "https://x", Applicant: "7x7"}
	first, err := box.Open(key, slots())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := box.Open(key, nil); err != nil {
		t.Fatal(err)
	}
	if len(first.place.slots) != len(slots()) {
		t.Errorf("%v", first.place.slots)
	}
}
