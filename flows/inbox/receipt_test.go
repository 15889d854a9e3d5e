package inbox

import (
	"errors"
	"testing"

	"dossier/flows"
)

// TestReceipts has a row for each answer of whoever makes receipts: what is refused is there
// for a client that looks, so that it asks and learns why.
func TestReceipts(t *testing.T) {
	for name, row := range map[string]struct {
		text   string
		err    error
		want   Reason
		exists bool
		noted  bool // in the wizard: programs with windows show nothing
	}{
		"made":    {text: "{}", exists: true},
		"none":    {want: NoSuchFile},
		"private": {err: refuse(ReceiptPrivate), want: ReceiptPrivate, exists: true, noted: true},
		"failed":  {err: errors.New("the disk of anna@example.com"), want: ReceiptFailed, exists: true, noted: true},
	} {
		w := newWorld(t)
		w.open("1x1")
		w.receipts = func(flows.Key, ReceiptFormat) ([]byte, error) { return []byte(row.text), row.err }
		c := w.tree("K7F2")
		info, err := c.Stat("receipt.html")
		if (err == nil) != row.exists || info.Size != int64(len(row.text)) {
			t.Errorf("%s: described as %+v, %v", name, info, err)
		}
		text, err := c.Read("receipt.html")
		if row.want != "" {
			w.refused(err, row.want)
		} else if err != nil || string(text) != row.text {
			t.Errorf("%s: %q, %v", name, text, err)
		}
		if noted, _ := w.Box("maya").LastRefusal(); (noted != nil) != row.noted {
			t.Errorf("%s: noted %v", name, noted)
		}
	}
}

// TestReceiptsAreMadeOnceForSeveralQuestions: clients ask up to four times about one file,
// and what they learn has to fit together.
func TestReceiptsAreMadeOnceForSeveralQuestions(t *testing.T) {
	w := newWorld(t)
	w.open("1x1")
	made := map[flows.Key]int{}
	w.receipts = func(key flows.Key, _ ReceiptFormat) ([]byte, error) { made[key]++; return []byte("{}"), nil }
	c, other := w.tree("maya"), w.tree("K7F2")
	for range 3 {
		w.isFile(c, "K7F2/receipt.json", 2)
		_, err := c.Read("k7f2/receipt.json")
		w.check(err)
	}
	key := flows.Key{Origin: "https://x", Applicant: "1x1"}
	if made[key] != 1 {
		t.Errorf("made %d times", made[key])
	}
	w.isFile(other, "receipt.json", 2) // another connection may have other rights
	w.wait(receiptKept)
	w.isFile(c, "K7F2/receipt.json", 2)
	if made[key] != 3 {
		t.Errorf("made %d times in all", made[key])
	}
}

// TestAReceiptIsReadWhenItIsFetched: a listing asks for the sizes of receipts and reads none;
// one without a code is read by nobody, and the refusal says which codes there are.
func TestAReceiptIsReadWhenItIsFetched(t *testing.T) {
	w := newWorld(t)
	w.open("1x1")
	read := 0
	c := w.Box("maya").Tree(Login{
		User: "maya", Receipts: func(flows.Key, ReceiptFormat) ([]byte, error) { return []byte("{}"), nil },
		ReceiptRead: func(ReceiptFormat, []byte, error) { read++ },
	})
	w.listed(c, "K7F2", "front", "back", "selfie", "bank-statement", "receipt.json", "receipt.html")
	w.isFile(c, "K7F2/receipt.json", 2)
	if read != 0 {
		t.Errorf("listed, and %d were read", read)
	}
	_, err := c.Read("K7F2/receipt.json")
	w.check(err)
	if read != 1 {
		t.Errorf("fetched, and %d were read", read)
	}
	w.isFile(c, "receipt.html", 0) // else a client asks for nothing and says "No such file"
	w.listed(c, "/", "K7F2")
	_, err = c.Read("receipt.html")
	w.refused(err, NeedsCode)
	if r, _ := errors.AsType[*Refusal](err); r == nil || len(r.Current) != 1 || r.Current[0] != "K7F2" {
		t.Errorf("%+v", r)
	}
}
