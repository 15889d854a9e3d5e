package scp

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/flows/inbox"
	"dossier/tui/sshd/sshtest"
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

// write writes files to a folder on the sender's computer.
func write(t *testing.T, files map[string][]byte) string {
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

// TestRealClients has a row for each client that copies without SFTP.
func TestRealClients(t *testing.T) {
	content := picture(t, 700_000)
	for name, test := range map[string]struct {
		program string
		args    func(t *testing.T, file string, s *sshtest.Server) []string
		isPut   bool
		isTold  bool
	}{
		"scp -O": {"scp", func(_ *testing.T, file string, _ *sshtest.Server) []string {
			return []string{"-O", file, "maya@127.0.0.1:K7F2/front"}
		}, false, true},
		"scp -O -p": {"scp", func(_ *testing.T, file string, _ *sshtest.Server) []string {
			return []string{"-O", "-p", "-q", file, "k7f2@127.0.0.1:front/"}
		}, false, true},
		"scp -O -r": {"scp", func(_ *testing.T, file string, _ *sshtest.Server) []string {
			return []string{"-O", "-r", filepath.Dir(file), "K7F2@127.0.0.1:front"}
		}, false, true},
		"scp -O two": {"scp", func(_ *testing.T, file string, _ *sshtest.Server) []string {
			return []string{"-O", file, file, "K7F2@127.0.0.1:front"}
		}, false, true},
		"ssh put": {"ssh", func(*testing.T, string, *sshtest.Server) []string { return []string{"K7F2@127.0.0.1", "put", "front"} }, true, true},
		"curl": {"curl", func(_ *testing.T, file string, s *sshtest.Server) []string {
			return []string{"-sS", "--insecure", "--key", s.KeyFile, "--pubkey", s.KeyFile + ".pub", "-T", file, "scp://maya@127.0.0.1:" + s.Port + "/K7F2/front"}
		}, false, false},
		"pscp": {"pscp", func(t *testing.T, file string, s *sshtest.Server) []string {
			return []string{"-batch", "-scp", "-P", s.Port, "-i", s.PuTTYKey(t), "-hostkey", s.Fingerprint, file, "maya@127.0.0.1:K7F2/front"}
		}, false, true},
		"plink put": {"plink", func(t *testing.T, _ string, s *sshtest.Server) []string {
			return []string{"-batch", "-ssh", "-P", s.Port, "-i", s.PuTTYKey(t), "-hostkey", s.Fingerprint, "K7F2@127.0.0.1", "put", "front"}
		}, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			s := w.serve()
			file := filepath.Join(write(t, map[string][]byte{"passport.jpg": content}), "passport.jpg")
			cmd := s.Command(t, test.program, test.args(t, file, s)...)
			if test.program == "curl" && !strings.Contains(run(t, exec.Command("curl", "--version"), true), " scp") {
				t.Skip("this curl has no scp")
			}
			if test.isPut {
				cmd.Stdin = bytes.NewReader(content)
			}
			if out := run(t, cmd, true); test.isTold && !strings.Contains(out, " arrived for front (721 kB)") {
				t.Errorf("the person is told %q", out)
			}
			w.arrived("front", content)
		})
	}
}

// TestRefusedByRealClients: the person sees the sentence, and the exit code is not 0. curl
// shows no sentence, and must not count a refusal as a success.
func TestRefusedByRealClients(t *testing.T) {
	w := newWorld(t)
	s := w.serve()
	dir := write(t, map[string][]byte{"x.jpg": picture(t, 100), "large.jpg": picture(t, 21<<20), "cut.jpg": picture(t, 100_000)[:90_000]})
	for _, test := range []struct{ file, target, told string }{
		{"x.jpg", "maya@127.0.0.1:M3XQ/front", "dossier: x.jpg refused: no code such as M3XQ here; send it to K7F2"},
		{"large.jpg", "K7F2@127.0.0.1:front", "dossier: large.jpg refused: too large (20 MiB at most); save it smaller"},
		{"cut.jpg", "K7F2@127.0.0.1:back", "dossier: cut.jpg kept as incomplete (90 kB): the end of the picture is missing"},
	} {
		if out := run(t, s.Command(t, "scp", "-O", filepath.Join(dir, test.file), test.target), false); !strings.Contains(out, test.told) {
			t.Errorf("%s: told %q, want %q", test.target, out, test.told)
		}
	}
	out := run(t, s.Command(t, "scp", "-O", filepath.Join(dir, "large.jpg"), filepath.Join(dir, "x.jpg"), "K7F2@127.0.0.1:front"), false)
	if !strings.Contains(out, "x.jpg arrived for front") {
		t.Errorf("a refused file stops the next one: %q", out)
	}
	if out := run(t, s.Command(t, "scp", "-O", "K7F2@127.0.0.1:front/x.jpg", filepath.Join(dir, "y.jpg")), false); !strings.Contains(out, "files cannot be fetched again") {
		t.Errorf("told %q", out)
	}
	run(t, s.Command(t, "scp", "-O", "maya@127.0.0.1:k7f2/receipt.json", dir), true)
	if text, err := os.ReadFile(filepath.Join(dir, "receipt.json")); err != nil || string(text) != `{"receipt":true}` {
		t.Errorf("%q %v", text, err)
	}
	t.Run("curl", func(t *testing.T) {
		run(t, s.Command(t, "curl", "-sS", "--insecure", "--key", s.KeyFile, "--pubkey", s.KeyFile+".pub", "-T", filepath.Join(dir, "x.jpg"),
			"scp://maya@127.0.0.1:"+s.Port+"/M3XQ/front"), false)
	})
}

// TestAKilledPut: the bytes end as those of a whole file do, and have the end of a picture.
func TestAKilledPut(t *testing.T) {
	w := newWorld(t)
	s := w.serve()
	cmd := s.Command(t, "ssh", "K7F2@127.0.0.1", "put", "front")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	content := picture(t, 100_000)
	ticks := w.dossier.Subscribe()
	defer w.dossier.Unsubscribe(ticks)
	if _, err := in.Write(content); err != nil {
		t.Fatal(err)
	}
	wait := func(isDone func(inbox.Arrival) bool) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		for list := w.dossier.Arrivals(); len(list) != 1 || !isDone(list[0]); list = w.dossier.Arrivals() {
			select {
			case <-ticks:
			case <-ctx.Done():
				t.Fatalf("it never ends: %+v", w.dossier.Arrivals())
			}
			w.Sweep()
		}
	}
	wait(func(a inbox.Arrival) bool { return a.Bytes > 0 })
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	wait(func(a inbox.Arrival) bool { return a.State != inbox.Arriving })
	if a := w.dossier.Arrivals()[0]; a.State != inbox.BrokenOff || a.End != inbox.Disconnected {
		t.Errorf("%+v", a)
	}
}
