package sftpfiles

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/flows/inbox"
	"dossier/tui/sshd/sshtest"

	"github.com/creack/pty"
	"golang.org/x/crypto/ssh"
)

// run runs a client, which must succeed or not.
func run(t *testing.T, cmd *exec.Cmd, succeeds bool) string {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if (err == nil) != succeeds {
		t.Errorf("%s: %v: %s", filepath.Base(cmd.Path), err, out)
	}
	return string(out)
}

// folder makes a folder of files on the sender's computer.
func folder(t *testing.T, files map[string][]byte) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "pictures")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestRealClients has a row for each way in which a client's person sends one file.
func TestRealClients(t *testing.T) {
	content := picture(t, 700_000)
	for name, test := range map[string]struct {
		program string
		args    func(t *testing.T, file string, s *sshtest.Server) []string
		input   string
		isTold  bool
	}{
		"scp, code in the path": {"scp", func(_ *testing.T, file string, _ *sshtest.Server) []string {
			return []string{file, "maya@127.0.0.1:K7F2/front"}
		}, "", true},
		"scp, code as user": {"scp", func(_ *testing.T, file string, _ *sshtest.Server) []string {
			return []string{"-q", file, "k7f2@127.0.0.1:front/"}
		}, "", true},
		"scp -p": {"scp", func(_ *testing.T, file string, _ *sshtest.Server) []string {
			return []string{"-p", file, "K7F2@127.0.0.1:front"}
		}, "", true},
		"sftp -b": {"sftp", func(_ *testing.T, _ string, _ *sshtest.Server) []string { return []string{"-b", "-", "maya@127.0.0.1"} },
			"pwd\nls\ncd K7F2\nls -l front\nput FILE other.jpg\nchmod 644 other.jpg\nrename other.jpg front/x.jpg\nmkdir new\nrmdir new\nls -la front\n", true},
		"sftp into a folder": {"sftp", func(_ *testing.T, _ string, _ *sshtest.Server) []string {
			return []string{"-b", "-", "K7F2@127.0.0.1:front"}
		}, "put -p FILE\n", true},
		"curl": {"curl", func(_ *testing.T, file string, s *sshtest.Server) []string {
			return []string{"-sS", "--insecure", "--key", s.KeyFile, "--pubkey", s.KeyFile + ".pub", "-T", file, "sftp://maya@127.0.0.1:" + s.Port + "/K7F2/front"}
		}, "", false},
		"psftp": {"psftp", func(t *testing.T, _ string, s *sshtest.Server) []string {
			return []string{"-batch", "-P", s.Port, "-i", s.PuTTYKey(t), "-hostkey", s.Fingerprint, "-b", "/dev/stdin", "K7F2@127.0.0.1"}
		}, "put FILE front/x.jpg\n", true},
		"pscp": {"pscp", func(t *testing.T, file string, s *sshtest.Server) []string {
			return []string{"-batch", "-sftp", "-P", s.Port, "-i", s.PuTTYKey(t), "-hostkey", s.Fingerprint, file, "maya@127.0.0.1:K7F2/front"}
		}, "", true},
		"lftp": {"lftp", func(_ *testing.T, file string, s *sshtest.Server) []string {
			return []string{"-e", "set sftp:connect-program 'ssh " + strings.Join(s.Options(), " ") + "'; put -O /K7F2/front " + file + "; bye", "sftp://maya:x@127.0.0.1:" + s.Port}
		}, "", false},
		"rclone": {"rclone", func(_ *testing.T, file string, s *sshtest.Server) []string {
			return []string{"copy", file, ":sftp,host=127.0.0.1,port=" + s.Port + ",user=maya,key_file=" + s.KeyFile + ":K7F2/front"}
		}, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			s := w.serve()
			file := filepath.Join(folder(t, map[string][]byte{"passport.jpg": content}), "passport.jpg")
			cmd := s.Command(t, test.program, test.args(t, file, s)...)
			if test.program == "curl" && !strings.Contains(run(t, exec.Command("curl", "--version"), true), " sftp") {
				t.Skip("this curl has no sftp")
			}
			cmd.Stdin = strings.NewReader(strings.ReplaceAll(test.input, "FILE", file))
			out := run(t, cmd, true)
			if test.isTold && !strings.Contains(out, " arrived ") {
				t.Errorf("the person is told %q", out)
			}
			w.arrived("front", content)
		})
	}
}

// TestRefusedByRealClients: the person sees the sentence, and the exit code is not 0.
func TestRefusedByRealClients(t *testing.T) {
	w := newWorld(t)
	s := w.serve()
	dir := folder(t, map[string][]byte{"x.jpg": picture(t, 100), "large.jpg": picture(t, 21<<20), "cut.jpg": picture(t, 100_000)[:90_000]})
	for _, test := range []struct{ file, target, told string }{
		{"x.jpg", "maya@127.0.0.1:M3XQ/front", "dossier: front refused: no code such as M3XQ here; send it to K7F2"},
		{"x.jpg", "M3XQ@127.0.0.1:front", "dossier: front refused: no code such as M3XQ here; send it to K7F2"},
		{"x.jpg", "K7F2@127.0.0.1:M3XQ/front", "dossier: front refused: the path names another code than the user name"},
		{"large.jpg", "K7F2@127.0.0.1:front", "dossier: large.jpg refused: too large (20 MiB at most); save it smaller"},
		{"cut.jpg", "K7F2@127.0.0.1:back", "dossier: cut.jpg kept as incomplete (90 kB): the end of the picture is missing"},
	} {
		if out := run(t, s.Command(t, "scp", filepath.Join(dir, test.file), test.target), false); !strings.Contains(out, test.told) {
			t.Errorf("%s: told %q, want %q", test.target, out, test.told)
		}
	}
	for _, a := range w.dossier.Arrivals() {
		if a.State == inbox.Complete {
			t.Errorf("%+v", a)
		}
	}
}

// TestAFolderOfAMac: two pictures are asked for, and nothing else is shown.
func TestAFolderOfAMac(t *testing.T) {
	w := newWorld(t)
	s := w.serve()
	dir := folder(t, map[string][]byte{
		".DS_Store": []byte("\x00\x00\x00\x01Bud1"), "._Screenshot 10.01.42\u202fAM.jpg": []byte("\x00\x05\x16\x07\x00\x02"), "empty.txt": nil,
		"Müller (1).jpg": picture(t, 1000), "Screenshot 10.01.42\u202fAM.jpg": picture(t, 2000),
	})
	run(t, s.Command(t, "scp", "-r", dir, "maya@127.0.0.1:K7F2"), true)
	list := w.dossier.Arrivals()
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	for _, a := range list {
		if a.State != inbox.Complete || a.Slot != "" {
			t.Errorf("%+v", a)
		}
	}
	run(t, s.Command(t, "scp", filepath.Join(dir, "Müller (1).jpg"), filepath.Join(dir, "empty.txt"), "K7F2@127.0.0.1:back"), true)
	if list := w.dossier.Arrivals(); len(list) != 3 || list[2].Slot != "back" {
		t.Errorf("%+v", list)
	}
	run(t, s.Command(t, "scp", filepath.Join(dir, "Müller (1).jpg"), filepath.Join(dir, "Screenshot 10.01.42\u202fAM.jpg"), "maya@127.0.0.1:K7F2/"), true)
	if list := w.dossier.Arrivals(); len(list) != 5 || list[3].Slot != "" || list[4].Slot != "" {
		t.Errorf("%+v", list)
	}
}

// TestFetching: a receipt can be fetched, and nothing else.
func TestFetching(t *testing.T) {
	w := newWorld(t)
	s := w.serve()
	dir := folder(t, map[string][]byte{"x.jpg": picture(t, 100)})
	run(t, s.Command(t, "scp", filepath.Join(dir, "x.jpg"), "K7F2@127.0.0.1:front"), true)
	run(t, s.Command(t, "scp", "maya@127.0.0.1:k7f2/receipt.json", dir), true)
	if text, err := os.ReadFile(filepath.Join(dir, "receipt.json")); err != nil || string(text) != `{"receipt":true}` {
		t.Errorf("%q %v", text, err)
	}
	if out := run(t, s.Command(t, "scp", "K7F2@127.0.0.1:front/x.jpg", filepath.Join(dir, "y.jpg")), false); !strings.Contains(out, "files cannot be fetched again") {
		t.Errorf("told %q", out)
	}
}

// gatedChannel stops reading once, after some bytes, until it is opened.
type gatedChannel struct {
	ssh.Channel
	left    int
	reached func()
	open    <-chan struct{}
}

func (g *gatedChannel) Read(p []byte) (int, error) {
	if g.left <= 0 && g.reached != nil {
		g.reached()
		g.reached = nil
		<-g.open
	}
	n, err := g.Channel.Read(p)
	g.left -= n
	return n, err
}

// TestControlC: sftp closes a truncated file as if it were whole and exits with 0. The
// wizard says that it is not complete, and reput completes it.
func TestControlC(t *testing.T) {
	w := newWorld(t)
	half, open := make(chan struct{}), make(chan struct{})
	s := sshtest.Start(t, func(user, _ string, channel ssh.Channel) int {
		gated := &gatedChannel{channel, 3 << 20, sync.OnceFunc(func() { close(half) }), open}
		_ = Serve(context.Background(), gated, channel.Stderr(), w.tree(user))
		return 0
	})
	content := picture(t, 12<<20)
	dir := folder(t, map[string][]byte{"big.jpg": content})
	cmd := s.Command(t, "sftp", "K7F2@127.0.0.1:front")
	cmd.Dir = dir
	terminal, err := pty.Start(cmd)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = terminal.Close() }()
	go func() { _, _ = io.Copy(io.Discard, terminal) }()
	ticks := w.dossier.Subscribe()
	defer w.dossier.Unsubscribe(ticks)

	_, _ = io.WriteString(terminal, "put big.jpg\n")
	<-half
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	close(open)
	broken := waitForEnd(w, ticks)
	if broken.State != inbox.BrokenOff || broken.End != inbox.NoEndMark || broken.Bytes == 0 || broken.Bytes >= int64(len(content)) {
		t.Fatalf("%+v", broken)
	}
	if _, err := w.dossier.OpenArrival(broken.ID); err == nil {
		t.Error("the wizard can choose a truncated picture")
	}
	_, _ = io.WriteString(terminal, "reput big.jpg\n")
	for a := waitForEnd(w, ticks); a.State != inbox.Complete; a = waitForEnd(w, ticks) {
		if a.ID != broken.ID {
			t.Fatalf("reput ended as %+v", a)
		}
	}
	_, _ = io.WriteString(terminal, "bye\n")
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	w.arrived("front", content)
}

// waitForEnd waits for a change after which the one arrival does not arrive any more.
func waitForEnd(w *world, ticks <-chan struct{}) inbox.Arrival {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.Context(), time.Minute)
	defer cancel()
	for {
		select {
		case <-ticks:
		case <-ctx.Done():
			w.Fatalf("it never ends: %+v", w.dossier.Arrivals())
		}
		if list := w.dossier.Arrivals(); len(list) == 1 && list[0].State != inbox.Arriving {
			return list[0]
		}
	}
}

// TestSixAtOnce: as many connections as a person may have.
func TestSixAtOnce(t *testing.T) {
	w := newWorld(t)
	s := w.serve()
	content := picture(t, 300_000)
	files := map[string][]byte{}
	for _, name := range strings.Fields("1 2 3 4 5 6") {
		files[name+".jpg"] = content
	}
	dir := folder(t, files)
	var all sync.WaitGroup
	for name := range files {
		cmd := s.Command(t, "scp", filepath.Join(dir, name), "maya@127.0.0.1:K7F2/back")
		all.Go(func() { run(t, cmd, true) })
	}
	all.Wait()
	list := w.dossier.Arrivals()
	for _, a := range list {
		if a.State != inbox.Complete || a.Slot != "back" || a.Bytes != int64(len(content)) {
			t.Errorf("%+v", a)
		}
	}
	if len(list) != 6 {
		t.Errorf("%d arrivals", len(list))
	}
}
