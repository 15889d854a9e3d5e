//go:build linux

package inboxfolder

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"dossier/flows/foreign"
	"dossier/flows/inbox"
)

// treeWorld is an account with wizards and a client.
type treeWorld struct {
	*testing.T
	place Place
	tree  Tree
}

// newTreeWorld makes an account. In it a file is whole that ends in E.
func newTreeWorld(t *testing.T) *treeWorld {
	t.Helper()
	place := memoryPlace(t)
	return &treeWorld{t, place, Tree{
		Folders: []string{place.parent}, Limits: inbox.Limits{FileBytes: 100, OperatorBytes: 150, Files: 3, Folders: 20, Depth: 4},
		Complete: func(file *os.File) bool {
			info, _ := file.Stat()
			last := make([]byte, 1)
			_, err := file.ReadAt(last, info.Size()-1)
			return err == nil && last[0] == 'E'
		},
	}}
}

// open opens the inbox of an operator's wizard.
func (w *treeWorld) open(operator string) (*Folder, string) {
	w.Helper()
	folder, err := w.place.Create(operator)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(folder.Close)
	folder.MakeSlots([]string{"front", "back"})
	return folder, string(folder.Code())
}

func (w *treeWorld) as(operator string) Tree {
	t := w.tree
	t.Operator = operator
	return t
}

// send sends a whole file.
func (w *treeWorld) send(t Tree, path, text string) (inbox.Outcome, error) {
	u, err := t.Create(path, inbox.Flags{Truncate: true})
	if err != nil {
		return inbox.Outcome{}, err
	}
	_, _ = u.WriteAt([]byte(text), 0)
	return u.Close()
}

func reasonOf(err error) inbox.Reason {
	if r, ok := errors.AsType[*inbox.Refusal](err); ok {
		return r.Reason
	}
	if err != nil {
		return "no refusal: " + inbox.Reason(err.Error())
	}
	return ""
}

func (w *treeWorld) content(path string) string {
	w.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		w.Fatal(err)
	}
	return string(text)
}

// A picture that is sent by a code, or by the path on the server, arrives in the folder of
// its side.
func TestAFileArrivesByCodeAndByPath(t *testing.T) {
	w := newTreeWorld(t)
	folder, code := w.open("maya")
	for path, want := range map[string]string{
		code + "/front/a.jpg":              "front/a.jpg",
		"/" + strings.ToLower(code) + "/b": "b",
		folder.Path + "/front/c.jpg":       "front/c.jpg",
		"~/" + code + "/front":             "", // two names too many
		code + "/back":                     "back/back",
		code + "/back/scan/d.jpg":          "back/scan/d.jpg",
	} {
		o, err := w.send(w.as("maya"), path, "abE")
		if want == "" {
			if err == nil {
				t.Errorf("%s: %+v", path, o)
			}
			continue
		}
		at := filepath.Join(folder.Path, want)
		slot, _, isBelow := strings.Cut(want, "/")
		if !isBelow {
			slot = ""
		}
		if err != nil || o.End != inbox.Whole || string(o.Code) != code || o.Slot != slot || o.Bytes != 3 || w.content(at) != "abE" {
			t.Errorf("%s: %+v, %v", path, o, err)
		}
		if err := w.as("maya").Remove(path); err != nil && want != "back/back" {
			t.Errorf("%s: %v", path, err)
		}
		_ = os.Remove(at)
	}
}

// TestATreeLeadsToItsOperatorsInboxesAndNowhereElse attacks with every request.
func TestATreeLeadsToItsOperatorsInboxesAndNowhereElse(t *testing.T) {
	w := newTreeWorld(t)
	outside := filepath.Join(runtimeFolder(t), "secret.jpg")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	own, code := w.open("maya")
	others, othersCode := w.open("bruno")
	_, nobodysCode := w.open("")
	ended, endedCode := w.open("maya")
	_ = ended.mark.Close() // as the system does when its process has ended
	err := errors.Join(
		os.Symlink(filepath.Dir(outside), filepath.Join(own.Path, "folder")), os.Symlink(outside, filepath.Join(own.Path, "file")),
		os.WriteFile(filepath.Join(others.Path, "secret.jpg"), []byte("secret"), 0o600),
	)
	if err != nil {
		t.Fatal(err)
	}
	before := w.snapshot(filepath.Dir(outside), others.Path, own.Path)
	tree := w.as("maya")
	for _, path := range []string{
		outside, "/etc/passwd", "etc/passwd", "../../../.." + outside, code + "/../../../../.." + outside, "/" + code + "/folder/secret.jpg", code + "/file", code + "/folder",
		othersCode + "/secret.jpg", others.Path + "/secret.jpg", nobodysCode + "/x", endedCode + "/x", code + "/" + markName, code + "/" + ownerName, own.Path + "/" + ownerName,
		w.place.parent, filepath.Base(own.Path) + "/own.jpg", code + "/\x00", code + "/front/../" + markName, strings.Repeat("x", 5000), code + "/" + strings.Repeat("x", 300),
	} {
		if err := os.WriteFile(filepath.Join(own.Path, "own.jpg"), []byte("E"), 0o600); err != nil {
			t.Fatal(err)
		}
		if info, err := tree.Stat(path); reasonOf(err) != inbox.NoSuchFile {
			t.Errorf("stat %.40q: %+v, %v", path, info, err)
		}
		if list, err := tree.List(path); err == nil {
			t.Errorf("list %.40q: %v", path, list)
		}
		if o, err := w.send(tree, path, "E"); reasonOf(err) == "" {
			t.Errorf("create %.40q: %+v", path, o)
		}
		if _, err := tree.Read(path); err == nil {
			t.Errorf("read %.40q", path)
		}
		tree.SetSize(path, 0)
		for name, err := range map[string]error{
			"rename from": tree.Rename(path, code+"/new"), "rename to": tree.Rename(code+"/own.jpg", path), "mkdir": tree.Mkdir(path + "/a/b"), "rmdir": tree.RemoveFolder(path),
		} {
			if isLink := path == code+"/file" || path == code+"/folder"; reasonOf(err) == "" && !isLink {
				t.Errorf("%s %.40q", name, path)
			}
		}
	}
	if after := w.snapshot(filepath.Dir(outside), others.Path); after != before[:len(after)] {
		t.Errorf("changed:\n%s\n%s", before, after)
	}
	if list, err := tree.List("/"); err != nil || len(list) != 1 || foreign.Reveal(list[0].Name) != code {
		t.Errorf("%v, %v", list, err)
	}
	if _, err := tree.Read(code + "/own.jpg"); reasonOf(err) != inbox.ReadDenied {
		t.Error(err)
	}
	for _, err := range []error{tree.Rename(code, "K2K2"), tree.Rename(code+"/front", othersCode+"/front"), tree.RemoveFolder(code), tree.Remove(code + "/front"), tree.RemoveFolder("/")} {
		if err == nil {
			t.Error("a folder was changed")
		}
	}
}

// snapshot is all names and contents below some folders.
func (w *treeWorld) snapshot(folders ...string) string {
	var out bytes.Buffer
	for _, folder := range folders {
		_ = filepath.WalkDir(folder, func(path string, e os.DirEntry, err error) error {
			_, _ = io.WriteString(&out, path+" "+e.Type().String()+" ")
			if err == nil && e.Type().IsRegular() {
				_, _ = io.WriteString(&out, w.content(path))
			}
			return nil
		})
	}
	return out.String()
}

// TestEndsOfUploads has a row for each way in which a transfer ends.
func TestEndsOfUploads(t *testing.T) {
	write := func(text string, off int64) func(u inbox.Writer) {
		return func(u inbox.Writer) { _, _ = u.WriteAt([]byte(text), off) }
	}
	breaks := inbox.Writer.Break
	for name, c := range map[string]struct {
		file  string // what has that name before
		flags inbox.Flags
		play  []func(u inbox.Writer)
		end   inbox.End
		left  string // what has it afterwards; "-" nothing
	}{
		"whole":                  {"-", inbox.Flags{Truncate: true}, []func(inbox.Writer){write("abE", 0)}, inbox.Whole, "abE"},
		"in parts, any order":    {"-", inbox.Flags{}, []func(inbox.Writer){write("E", 2), write("ab", 0)}, inbox.Whole, "abE"},
		"a shorter new version":  {"xxxxxxE", inbox.Flags{}, []func(inbox.Writer){write("abE", 0)}, inbox.Whole, "abE"},
		"continued":              {"ab", inbox.Flags{}, []func(inbox.Writer){write("cE", 2)}, inbox.Whole, "abcE"},
		"a hole":                 {"-", inbox.Flags{}, []func(inbox.Writer){write("ab", 0), write("E", 3)}, inbox.HasHole, "-"},
		"a hole after the old":   {"ab", inbox.Flags{}, []func(inbox.Writer){write("E", 3)}, inbox.HasHole, "-"},
		"broken off":             {"-", inbox.Flags{}, []func(inbox.Writer){write("ab", 0), breaks}, inbox.Disconnected, "ab"},
		"broken off at its end":  {"-", inbox.Flags{}, []func(inbox.Writer){write("abE", 0), breaks}, inbox.Disconnected, "abE"},
		"no end mark":            {"-", inbox.Flags{}, []func(inbox.Writer){write("ab", 0)}, inbox.NoEndMark, "ab"},
		"fewer than declared":    {"-", inbox.Flags{}, []func(inbox.Writer){func(u inbox.Writer) { _ = u.Declare(9) }, write("abE", 0)}, inbox.TooShort, "abE"},
		"declared too large":     {"-", inbox.Flags{}, []func(inbox.Writer){func(u inbox.Writer) { _ = u.Declare(101) }, write("abE", 0)}, inbox.WriteRefused, "-"},
		"too large":              {"-", inbox.Flags{}, []func(inbox.Writer){write("abE", 98)}, inbox.WriteRefused, "-"},
		"far away":               {"-", inbox.Flags{}, []func(inbox.Writer){write("abE", 1<<60)}, inbox.WriteRefused, "-"},
		"before the beginning":   {"-", inbox.Flags{}, []func(inbox.Writer){write("abE", -1)}, inbox.WriteRefused, "-"},
		"nothing":                {"-", inbox.Flags{}, nil, inbox.IsEmpty, "-"},
		"an old one, untouched":  {"abE", inbox.Flags{}, nil, inbox.Whole, "abE"},
		"an old one, from start": {"abE", inbox.Flags{Truncate: true}, nil, inbox.IsEmpty, "-"},
	} {
		w := newTreeWorld(t)
		folder, code := w.open("maya")
		at := filepath.Join(folder.Path, "front", "a.jpg")
		if c.file != "-" {
			if err := os.WriteFile(at, []byte(c.file), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		u, err := w.as("maya").Create(code+"/front/a.jpg", c.flags)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, step := range c.play {
			step(u)
		}
		o, err := u.Close()
		isSuccess := c.end == inbox.Whole || c.end == inbox.IsEmpty
		if o.End != c.end || (err == nil) != isSuccess {
			t.Errorf("%s: %+v, %v", name, o, err)
		}
		left, readErr := os.ReadFile(at)
		if got := string(left); c.left == "-" && readErr == nil || c.left != "-" && got != c.left {
			t.Errorf("%s: left %q, %v", name, got, readErr)
		}
		if again, err2 := u.Close(); again.End != o.End || reasonOf(err) != reasonOf(err2) {
			t.Errorf("%s: closed again: %+v", name, again)
		}
		if _, err := u.WriteAt([]byte("E"), 0); err == nil {
			t.Errorf("%s: written after its end", name)
		}
	}
}

// TestNamesOfClients proves what is done with names that are not meant to stay.
func TestNamesOfClients(t *testing.T) {
	w := newTreeWorld(t)
	folder, code := w.open("maya")
	tree := w.as("maya")
	if o, err := w.send(tree, code+"/front/.DS_Store", "xE"); err != nil || o.End != inbox.Ignored {
		t.Errorf("%+v, %v", o, err)
	}
	if o, err := w.send(tree, code+"/front/._a.jpg", ""); err != nil || o.End != inbox.Ignored {
		t.Errorf("%+v, %v", o, err)
	}
	if o, err := w.send(tree, code+"/front/a.jpg.filepart", "abE"); err != nil || !o.IsTemporary {
		t.Errorf("%+v, %v", o, err)
	}
	if err := tree.Rename(code+"/front/a.jpg.filepart", code+"/front/a.jpg"); err != nil {
		t.Error(err)
	}
	if err := tree.Rename(code+"/front/a.jpg", code+"/back"); reasonOf(err) != inbox.IsFolder {
		t.Error(err)
	}
	_, otherCode := w.open("maya")
	if err := tree.Rename(code+"/front/a.jpg", otherCode+"/front/a.jpg"); reasonOf(err) != inbox.AcrossCodes {
		t.Error(err)
	}
	if _, err := tree.Create(code+"/front/a.jpg", inbox.Flags{Exclusive: true}); reasonOf(err) != inbox.Exists {
		t.Error(err)
	}
	var got []string
	for _, file := range folder.Scan() {
		got = append(got, file.Folder+"/"+file.Name)
	}
	if !slices.Equal(got, []string{"front/a.jpg"}) {
		t.Errorf("%q", got)
	}
	tree.SetSize(code+"/front/a.jpg", 50)
	if info, err := tree.Stat(code + "/front/a.jpg"); err != nil || info.Size != 3 {
		t.Errorf("%+v, %v", info, err)
	}
	tree.SetSize(code+"/front/a.jpg", 1)
	if list, err := tree.List(code + "/front"); err != nil || len(list) != 1 || list[0].Size != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	if list, err := tree.List(code); err != nil || len(list) != 2 {
		t.Errorf("the wizard's own files are listed: %+v, %v", list, err)
	}
}

// TestAnInboxIsBounded has a row for each bound.
func TestAnInboxIsBounded(t *testing.T) {
	w := newTreeWorld(t)
	_, code := w.open("maya")
	tree := w.as("maya")
	if err := tree.Mkdir(code + "/front"); reasonOf(err) != inbox.Exists {
		t.Error(err)
	}
	if _, err := w.send(tree, code+"/1/2/3/4/5/a", "E"); reasonOf(err) != inbox.TooDeep {
		t.Error(err)
	}
	large := strings.Repeat("x", 98) + "E"
	for i, want := range []inbox.Reason{"", "", inbox.InboxFull} {
		if _, err := w.send(tree, code+"/"+string(rune('a'+i)), large); reasonOf(err) != want {
			t.Errorf("%d: %v", i, err)
		}
	}
	tree.Limits.OperatorBytes = 1000
	for i, want := range []inbox.Reason{"", inbox.TooManyFiles} {
		if _, err := w.send(tree, code+"/"+string(rune('m'+i)), "E"); reasonOf(err) != want {
			t.Errorf("%d: %v", i, err)
		}
	}
	made := 0
	for ; made < 100 && tree.Mkdir(code+"/"+strings.Repeat("f", made+1)) == nil; made++ {
	}
	if made != maxFolders-2 {
		t.Errorf("%d folders could be made", made)
	}
}
