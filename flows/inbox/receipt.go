package inbox

import (
	"errors"
	"sync"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
)

// ReceiptFunc returns the receipt of a dossier for whoever has logged in. It is called by
// transfers, at any time. No bytes mean that there is none yet; an error that is no *Refusal
// counts as ReceiptFailed.
type ReceiptFunc func(key flows.Key, format ReceiptFormat) ([]byte, error)

// ReceiptFormat is how a receipt is written.
type ReceiptFormat string

// The formats; each is the end of a file's name.
const (
	ReceiptJSON ReceiptFormat = "json"
	ReceiptHTML ReceiptFormat = "html"
)

// receiptName is the name of the file with a receipt.
func (f ReceiptFormat) receiptName() string { return "receipt." + string(f) }

// receiptFormat is the format that a name asks for.
func receiptFormat(name foreign.Text) ReceiptFormat {
	if name.Is(ReceiptHTML.receiptName()) {
		return ReceiptHTML
	}
	return ReceiptJSON
}

// receiptKept is how long a receipt answers a client that asks several times about one file:
// it is made out of the whole dossier each time.
const receiptKept = 10 * time.Second

// receiptCache holds the receipts that a connection has asked for.
type receiptCache struct {
	mu   sync.Mutex
	made map[cachedReceipt]madeReceipt
}

type cachedReceipt struct {
	key    flows.Key
	format ReceiptFormat
}

type madeReceipt struct {
	at   time.Time
	text []byte
	err  error
}

// Read returns a receipt; nothing else can be fetched. The Reason of an error is
// ReadDenied for what is there, IsFolder, NoSuchFile, or one of a receipt.
func (t *Tree) Read(path string) ([]byte, error) {
	t.box.mu.Lock()
	p, n, err := t.locate(path)
	if err != nil {
		defer t.box.mu.Unlock()
		return nil, t.noteRefusal(err)
	}
	_, found := p.describe(n, t)
	isFolder := p.isFolder(n)
	t.box.mu.Unlock()
	switch {
	case isFolder:
		return nil, refuse(IsFolder)
	case found:
		return nil, refuse(ReadDenied)
	case !n.isReceipt() || t.login.Receipts == nil:
		return nil, refuse(NoSuchFile)
	}
	text, err := t.readReceipt(p, n[0].text)
	if t.login.ReceiptRead != nil {
		t.login.ReceiptRead(receiptFormat(n[0].text), text, err)
	}
	if err != nil {
		t.box.mu.Lock()
		defer t.box.mu.Unlock()
		return nil, t.noteRefusal(err)
	}
	return text, nil
}

// readReceipt asks for a receipt, without the lock of the box: making one takes its time.
func (t *Tree) readReceipt(p *place, name foreign.Text) ([]byte, error) {
	switch {
	case t.login.Receipts == nil:
		return nil, refuse(NoSuchFile)
	case p.code == "":
		return nil, &Refusal{Reason: NeedsCode, Current: p.box.receiptCodes()}
	}
	cache, wanted, now := &t.receipts, cachedReceipt{p.key, receiptFormat(name)}, t.box.now()
	cache.mu.Lock()
	defer cache.mu.Unlock()
	made, known := cache.made[wanted]
	if !known || now.Sub(made.at) >= receiptKept {
		made = t.makeReceipt(wanted)
		made.at = now
		if cache.made == nil {
			cache.made = map[cachedReceipt]madeReceipt{}
		}
		cache.made[wanted] = made
	}
	return made.text, made.err
}

// receiptCodes are the codes with which a receipt can be asked for.
func (b *Box) receiptCodes() []Code {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.liveCodes()
}

// makeReceipt makes a receipt, or says why there is none.
func (t *Tree) makeReceipt(wanted cachedReceipt) madeReceipt {
	text, err := t.login.Receipts(wanted.key, wanted.format)
	refusal, isRefusal := errors.AsType[*Refusal](err)
	switch {
	case isRefusal:
		return madeReceipt{err: refusal}
	case err != nil:
		return madeReceipt{err: refuse(ReceiptFailed)}
	case len(text) == 0:
		return madeReceipt{err: refuse(NoSuchFile)}
	}
	return madeReceipt{text: text}
}

// describeReceipt describes a receipt. One that is refused is there all the same: who asks
// for it learns why.
func (t *Tree) describeReceipt(p *place, name foreign.Text) (Info, bool) {
	text, err := t.readReceipt(p, name)
	if refusal, ok := errors.AsType[*Refusal](err); ok && refusal.Reason == NoSuchFile {
		return Info{}, false
	}
	return Info{Name: name, Size: int64(len(text)), Changed: t.box.now()}, true
}

// listReceipts describes the receipts that there are.
func (t *Tree) listReceipts(p *place) []Info {
	if p.code == "" {
		return nil
	}
	var list []Info
	for _, format := range []ReceiptFormat{ReceiptJSON, ReceiptHTML} {
		if info, ok := t.describeReceipt(p, foreign.Untrusted(format.receiptName())); ok {
			list = append(list, info)
		}
	}
	return list
}
