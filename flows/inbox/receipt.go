package inbox

import "dossier/flows/foreign"

// ReceiptFunc returns the receipt of a dossier: receipt.json or receipt.html. An error, and
// no bytes, mean that there is none.
type ReceiptFunc func(name string) ([]byte, error)

const (
	receiptJSON = "receipt.json"
	receiptHTML = "receipt.html"
)

// Read returns a receipt; nothing else can be fetched. The Reason of an error is
// ReadDenied for what is there, IsFolder or NoSuchFile.
func (t *Tree) Read(path string) ([]byte, error) {
	t.box.mu.Lock()
	p, n, err := t.locate(path)
	if err != nil {
		defer t.box.mu.Unlock()
		return nil, t.box.noteRefusal(err)
	}
	_, found := p.describe(n, t)
	isFolder := p.isFolder(n)
	t.box.mu.Unlock()
	switch {
	case isFolder:
		return nil, refuse(IsFolder)
	case found:
		return nil, refuse(ReadDenied)
	case !p.isReceipt(n):
		return nil, refuse(NoSuchFile)
	}
	return t.readReceipt(p, n[0].text)
}

// readReceipt asks for a receipt, without a lock: making one takes its time.
func (t *Tree) readReceipt(p *place, name foreign.Text) ([]byte, error) {
	t.box.mu.Lock()
	receipt := p.receipt
	t.box.mu.Unlock()
	own := receiptJSON
	if name.Is(receiptHTML) {
		own = receiptHTML
	}
	if receipt == nil {
		return nil, refuse(NoSuchFile)
	}
	text, err := receipt(own)
	if err != nil || len(text) == 0 {
		return nil, refuse(NoSuchFile)
	}
	return text, nil
}

func (t *Tree) describeReceipt(p *place, name foreign.Text) (Info, error) {
	text, err := t.readReceipt(p, name)
	if err != nil {
		return Info{}, err
	}
	return Info{Name: name, Size: int64(len(text)), Changed: t.box.now()}, nil
}

// listReceipts describes the receipts that there are.
func (t *Tree) listReceipts(p *place) []Info {
	if p.code == "" {
		return nil
	}
	var list []Info
	for _, name := range []string{receiptJSON, receiptHTML} {
		if info, err := t.describeReceipt(p, foreign.Untrusted(name)); err == nil {
			list = append(list, info)
		}
	}
	return list
}
