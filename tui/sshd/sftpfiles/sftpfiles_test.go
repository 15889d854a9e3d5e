package sftpfiles

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net"
	"os"
	"strings"
	"testing"

	"dossier/flows/inbox"

	"github.com/pkg/sftp"
)

// put sends a file as Go's client does.
func put(client *sftp.Client, path string, flags int, content []byte) error {
	file, err := client.OpenFile(path, flags)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, bytes.NewReader(content))
	return errors.Join(err, file.Close())
}

const fresh = os.O_WRONLY | os.O_CREATE | os.O_TRUNC

func TestAFileArrives(t *testing.T) {
	w := newWorld(t)
	client, _ := w.connect("maya")
	content := picture(t, 300_000)
	if err := put(client, "K7F2/front/front.jpg", fresh, content); err != nil {
		t.Fatal(err)
	}
	w.told("dossier: front.jpg arrived for front (3")
	if info, err := client.Stat("K7F2/front/front.jpg"); err != nil || info.Size() != int64(len(content)) || info.Mode() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	w.arrived("front", content)
}

// TestAConnectionThatEnds in the middle leaves no complete file, though the library closes
// it.
func TestAConnectionThatEnds(t *testing.T) {
	w := newWorld(t)
	client, cut := w.connect("K7F2")
	file, err := client.OpenFile("front", fresh)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(picture(t, 1000)); err != nil {
		t.Fatal(err)
	}
	cut()
	if list := w.dossier.Arrivals(); len(list) != 1 || list[0].State != inbox.BrokenOff || list[0].End != inbox.Disconnected {
		t.Errorf("%+v", list)
	}
}

// TestSetSize: a size that a client sets counts, and cuts.
func TestSetSize(t *testing.T) {
	content := picture(t, 0)
	for name, test := range map[string]struct {
		size     int64
		succeeds bool
	}{"all": {int64(len(content)), true}, "more than came": {int64(len(content)) + 9, false}, "fewer": {9000, false}} {
		w := newWorld(t)
		client, _ := w.connect("K7F2")
		file, err := client.OpenFile("front", fresh)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Write(content); err != nil {
			t.Fatal(err)
		}
		if err := file.Truncate(test.size); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := file.Close(); (err == nil) != test.succeeds {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAnswers has a row for each request: its code, its text and what the person is told.
func TestAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(c *sftp.Client) error
		want error  // nil for success
		told string // "" for nothing
	}{
		"stat of nothing":    {func(c *sftp.Client) error { _, err := c.Stat("M3XQ/front"); return err }, fs.ErrNotExist, ""},
		"listing of nothing": {func(c *sftp.Client) error { _, err := c.ReadDir("M3XQ"); return err }, fs.ErrNotExist, ""},
		"dead code":          {func(c *sftp.Client) error { return put(c, "M3XQ/front", fresh, []byte("x")) }, fs.ErrNotExist, "dossier: front refused: no code such as M3XQ here; send it to K7F2\n"},
		"reading":            {func(c *sftp.Client) error { _, err := c.Open("K7F2/old.jpg"); return err }, fs.ErrPermission, "dossier: old.jpg refused: files cannot be fetched again"},
		"exclusive":          {func(c *sftp.Client) error { return put(c, "K7F2/old.jpg", fresh|os.O_EXCL, []byte("x")) }, sftp.ErrSSHFxFailure, ""},
		"across codes":       {func(c *sftp.Client) error { return c.Rename("K7F2/old.jpg", "old.jpg") }, fs.ErrPermission, "dossier: old.jpg refused: a file cannot be moved"},
		"rename":             {func(c *sftp.Client) error { return c.Rename("K7F2/old.jpg", "K7F2/front") }, nil, ""},
		"posix rename":       {func(c *sftp.Client) error { return c.PosixRename("K7F2/old.jpg", "K7F2/front") }, nil, ""},
		"mode":               {func(c *sftp.Client) error { return c.Chmod("K7F2/old.jpg", 0o644) }, nil, ""},
		"size of nothing":    {func(c *sftp.Client) error { return c.Truncate("K7F2/nothing", 1<<62) }, nil, ""},
		"owner":              {func(c *sftp.Client) error { return c.Chown("M3XQ", 0, 0) }, nil, ""},
		"folder":             {func(c *sftp.Client) error { return c.Mkdir("K7F2/x") }, nil, ""},
		"folder too deep":    {func(c *sftp.Client) error { return c.MkdirAll("K7F2/1/2/3/4/5") }, sftp.ErrSSHFxFailure, "dossier: 5 refused: too many folders within one another (4 at most)"},
		"slot as a folder":   {func(c *sftp.Client) error { return c.Mkdir("K7F2/front") }, nil, ""},
		"removal":            {func(c *sftp.Client) error { return c.Remove("K7F2/old.jpg") }, nil, ""},
		"removal of a slot":  {func(c *sftp.Client) error { return c.RemoveDirectory("K7F2/front") }, fs.ErrPermission, "dossier: front refused: this name cannot be changed"},
		"link":               {func(c *sftp.Client) error { return c.Symlink("/etc/passwd", "K7F2/x") }, sftp.ErrSSHFxOpUnsupported, ""},
		"reading a link":     {func(c *sftp.Client) error { _, err := c.ReadLink("K7F2/old.jpg"); return err }, sftp.ErrSSHFxOpUnsupported, ""},
		"hard link":          {func(c *sftp.Client) error { return c.Link("K7F2/old.jpg", "K7F2/x") }, sftp.ErrSSHFxOpUnsupported, ""},
		"too far":            {func(c *sftp.Client) error { return writeAt(c, 1<<60) }, sftp.ErrSSHFxFailure, "dossier: x refused: too large (20 MiB at most); save it smaller\n"},
		"no end":             {func(c *sftp.Client) error { return put(c, "K7F2/x", fresh, []byte("\xff\xd8\xff\xe0 cut")) }, sftp.ErrSSHFxFailure, "dossier: x kept as incomplete (8 B): the end of the picture is missing; send it again"},
		"empty":              {func(c *sftp.Client) error { return put(c, "K7F2/x", fresh, nil) }, nil, "dossier: x is empty and was not kept\n"},
		"control characters": {func(c *sftp.Client) error { return put(c, "K7F2/\x1b[2Jx", fresh, []byte("x")) }, nil, "dossier: \\u{1B}[2Jx arrived (1 B); say in the wizard what it is\n"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			client, _ := w.connect("maya")
			if err := put(client, "K7F2/old.jpg", fresh, picture(t, 0)); err != nil {
				t.Fatal(err)
			}
			before := w.stderr.String()
			err := test.do(client)
			told := strings.TrimPrefix(w.stderr.String(), before)
			if (err == nil) != (test.want == nil) || !isStatus(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
			if test.told == "" && told != "" || !strings.Contains(told, test.told) {
				t.Errorf("told %q, want %q", told, test.told)
			}
			if strings.Contains(told, "\x1b") {
				t.Error("a control character reaches the person's terminal")
			}
		})
	}
}

func isStatus(err, want error) bool {
	if want == nil || errors.Is(err, want) {
		return true
	}
	s, ok := errors.AsType[*sftp.StatusError](err)
	return ok && error(s.FxCode()) == want
}

func writeAt(c *sftp.Client, off int64) error {
	file, err := c.OpenFile("K7F2/x", fresh)
	if err != nil {
		return err
	}
	_, err = file.WriteAt([]byte("x"), off)
	return errors.Join(err, file.Close())
}

// TestStatusTexts are shown by lftp, rclone and WinSCP.
func TestStatusTexts(t *testing.T) {
	w := newWorld(t)
	client, _ := w.connect("K7F2")
	err := put(client, "front", fresh, []byte("\xff\xd8\xff\xe0 cut"))
	if err == nil || !strings.Contains(err.Error(), "the end of the picture is missing") {
		t.Errorf("%v", err)
	}
}

// TestListings: what a program with two panes shows.
func TestListings(t *testing.T) {
	w := newWorld(t)
	client, _ := w.connect("maya")
	for path, want := range map[string]string{"/": "K7F2", "/K7F2": "front back receipt.json receipt.html"} {
		list, err := client.ReadDir(path)
		var names []string
		for _, info := range list {
			names = append(names, info.Name())
		}
		if got := strings.Join(names, " "); err != nil || got != want {
			t.Errorf("%s: %q %v", path, got, err)
		}
	}
	for path, want := range map[string]string{".": "/", "~": "/", "~/x": "/x", "/../x": "/x", "K7F2": "/K7F2", "/~x": "/~x"} {
		if got, err := client.RealPath(path); err != nil || got != want {
			t.Errorf("%s is %s, %v", path, got, err)
		}
	}
	file, err := client.Open("K7F2/receipt.json")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(file); err != nil || string(text) != `{"receipt":true}` {
		t.Errorf("%q %v", text, err)
	}
	_ = file.Close()
	if _, isThere := client.HasExtension("hardlink@openssh.com"); isThere {
		t.Error("an extension is announced that fails")
	}
}

// TestOpenListings: one channel cannot hold any number of folders open, and gets each back.
func TestOpenListings(t *testing.T) {
	w := newWorld(t)
	h := &handlers{tree: w.tree("maya"), sender: &sender{out: io.Discard}}
	var open []io.Closer
	for range maxListings {
		l, err := h.Filelist(sftp.NewRequest("List", "/"))
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, l.(io.Closer))
	}
	if _, err := h.Filelist(sftp.NewRequest("List", "/")); err == nil {
		t.Error("one more is opened")
	}
	if _, err := h.Fileread(sftp.NewRequest("Get", "/K7F2/receipt.json")); err == nil {
		t.Error("a receipt is opened")
	}
	_ = open[0].Close()
	_ = open[0].Close()
	if _, err := h.Fileread(sftp.NewRequest("Get", "/K7F2/receipt.json")); err != nil {
		t.Error(err)
	}
	if _, err := h.Filelist(sftp.NewRequest("List", "/")); err == nil {
		t.Error("a folder that was closed twice counts twice")
	}
}

// TestAPanicIsAFailure: what fails in one handler ends no other session.
func TestAPanicIsAFailure(t *testing.T) {
	h := &handlers{} // without a tree everything panics
	r := sftp.NewRequest("List", "/x")
	calls := map[string]func() error{
		"write": func() error { _, err := h.Filewrite(r); return err },
		"open":  func() error { _, err := h.OpenFile(r); return err },
		"read":  func() error { _, err := h.Fileread(r); return err },
		"list":  func() error { _, err := h.Filelist(r); return err },
		"stat":  func() error { _, err := h.Filelist(sftp.NewRequest("Stat", "/x")); return err },
		"mkdir": func() error { return h.Filecmd(sftp.NewRequest("Mkdir", "/x")) },
		"bytes": func() error { _, err := (&upload{}).WriteAt([]byte("x"), 0); return err },
		"close": func() error { return (&upload{}).Close() },
		"entry": func() error {
			_, err := (&listing{entries: make([]inbox.Info, 1)}).ListAt(make([]fs.FileInfo, 1), -1)
			return err
		},
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, sftp.ErrSSHFxFailure) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTheContextEndsTheSession when the server stops.
func TestTheContextEndsTheSession(t *testing.T) {
	w := newWorld(t)
	near, far := net.Pipe()
	defer func() { _ = near.Close() }()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, far, io.Discard, w.tree("maya")) }()
	cancel()
	<-ended
}
