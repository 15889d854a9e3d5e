package inbox

import (
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
)

// Tree is the inbox as one connection for transfers sees it: a tree of paths. The first
// name of a path may be a code; the next one may be a slot, which is a folder for whoever
// looks and a file for whoever writes. All methods may be called from several goroutines,
// and every error is a *Refusal.
type Tree struct {
	box      *Box
	code     Code // of the user name; "" without one
	login    Login
	receipts receiptCache
	refused  atomic.Int64 // requests
}

// Refused returns how many requests of the connection were refused, what is only not there
// left out.
func (t *Tree) Refused() int { return int(t.refused.Load()) }

// noteRefusal remembers what the connection was refused; it returns err.
func (t *Tree) noteRefusal(err error) error {
	if isNoted(err) {
		t.refused.Add(1)
	}
	return t.box.noteRefusal(err)
}

// Info describes a file or a folder.
type Info struct {
	Name    foreign.Text
	IsDir   bool
	Size    int64 // of a slot: that of the file that was sent under its name
	Changed time.Time
}

// locate finds the place that a path leads to, and the path in it.
func (t *Tree) locate(raw string) (*place, names, error) {
	list, err := splitPath(raw)
	if err != nil {
		return nil, nil, err
	}
	code, rest := t.code, list
	if len(list) > 0 && !t.isOwnSlot(list[0]) {
		if named, ok := ParseCode(list[0]); ok {
			if code != "" && named != code {
				return nil, nil, refuse(OtherCode)
			}
			code, rest = named, list[1:]
		}
	}
	if code == "" {
		if t.isMistypedCode(list) {
			return nil, nil, &Refusal{Reason: NoSuchCode, Code: Code(strings.ToUpper(list[0])), Current: t.box.liveCodes()}
		}
		return t.box.unassigned, newNames(rest), nil
	}
	p := t.box.dossiers[code]
	if p == nil {
		return nil, nil, &Refusal{Reason: NoSuchCode, Code: code, Current: t.box.liveCodes()}
	}
	return p, newNames(rest), nil
}

// isMistypedCode reports whether a path that names no code was meant to: its first name has the
// length and the characters of one, and a side follows, as in a command of the wizard's.
func (t *Tree) isMistypedCode(list []string) bool {
	if len(list) < 2 || !hasCodeCharacters(list[0]) {
		return false
	}
	side := foreign.Untrusted(list[1])
	for _, p := range t.box.dossiers {
		if findSlot(p.slots, side) != "" {
			return true
		}
	}
	return side.EqualFold(flows.Front.Word()) || side.EqualFold(flows.Back.Word())
}

// isOwnSlot reports whether a name is a slot of the user name's dossier, whatever else it
// looks like.
func (t *Tree) isOwnSlot(name string) bool {
	p := t.box.dossiers[t.code]
	return p != nil && findSlot(p.slots, foreign.Untrusted(name)) != ""
}

// Stat describes what a path leads to. The Reason of an error is NoSuchFile, always:
// clients give up on any other.
func (t *Tree) Stat(path string) (Info, error) {
	if list, err := splitPath(path); err == nil && len(list) == 0 {
		return Info{Name: foreign.Untrusted("/"), IsDir: true, Changed: t.box.unassigned.begun}, nil
	}
	t.box.mu.Lock()
	p, n, err := t.locate(path)
	if err != nil {
		t.box.mu.Unlock()
		return Info{}, refuse(NoSuchFile)
	}
	info, found := p.describe(n, t)
	t.box.mu.Unlock()
	if found {
		return info, nil
	}
	if n.isReceipt() {
		if info, ok := t.describeReceipt(p, n[0].text); ok {
			return info, nil
		}
	}
	return Info{}, refuse(NoSuchFile)
}

// describe is Stat within a place.
func (p *place) describe(n names, t *Tree) (Info, bool) {
	h := p.find(n, t)
	switch {
	case len(n) == 0:
		return Info{Name: foreign.Untrusted(string(p.code)), IsDir: true, Changed: p.begun}, true
	case p.isFolder(n):
		info := Info{Name: n.last().text, IsDir: true, Changed: p.begun}
		if h != nil {
			info.Size, info.Changed = h.size(), h.changed
		}
		return info, true
	case h != nil:
		return Info{Name: n.last().text, Size: h.size(), Changed: h.changed}, true
	}
	return Info{}, false
}

// List describes what is in a folder, in order. Without a code in the user name the root
// holds the operator's codes too.
func (t *Tree) List(path string) ([]Info, error) {
	t.box.mu.Lock()
	p, n, err := t.locate(path)
	if list, splitErr := splitPath(path); err != nil && splitErr == nil && len(list) == 0 {
		t.box.mu.Unlock()
		return nil, nil // a dead code: its folder is empty
	}
	if err != nil || !p.isFolder(n) {
		t.box.mu.Unlock()
		return nil, refuse(NoSuchFile)
	}
	list := p.listFolder(n, t)
	t.box.mu.Unlock()
	if len(n) == 0 {
		list = append(list, t.listReceipts(p)...)
	}
	return list, nil
}

func (p *place) listFolder(folder names, t *Tree) []Info {
	var paths []names
	if len(folder) == 0 {
		for _, s := range p.slots {
			paths = append(paths, newNames([]string{s.Name}))
		}
	}
	paths = append(paths, p.folders...)
	for _, h := range p.files {
		if h.isVisible() {
			paths = append(paths, h.path)
		}
	}
	var list []Info
	for i, n := range paths {
		if len(n) != len(folder)+1 || !n.isBelow(folder) || slices.ContainsFunc(paths[:i], n.equal) {
			continue
		}
		if info, ok := p.describe(n, t); ok {
			list = append(list, info)
		}
	}
	if p.code == "" && len(folder) == 0 {
		list = append(p.box.listCodes(), list...)
	}
	return list
}

func (b *Box) listCodes() []Info {
	var list []Info
	for _, code := range b.liveCodes() {
		list = append(list, Info{Name: foreign.Untrusted(string(code)), IsDir: true, Changed: b.dossiers[code].begun})
	}
	return list
}
