//go:build linux

package transfer

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pkg/sftp"

	"dossier/flows/intake"
	"dossier/tui/inboxfolder"
	"dossier/tui/settings"
)

// buffer is an output that can be read when its client is done.
type buffer struct{ bytes.Buffer }

func (*buffer) Close() error { return nil }

// client is an operator's own computer.
type client struct {
	*testing.T
	folder *inboxfolder.Folder
	inbox  settings.Inbox
	limits intake.Limits
}

func newClient(t *testing.T) client {
	t.Helper()
	runtime := filepath.Join(t.TempDir(), "run")
	if err := os.Mkdir(runtime, 0o700); err != nil {
		t.Fatal(err)
	}
	place, err := inboxfolder.FindPlace([]string{runtime}, true)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := place.Create("maya")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(folder.Close)
	folder.MakeSlots([]string{"front"})
	return client{t, folder, settings.Inbox{RuntimeFolder: runtime, Operator: "maya"}, intake.DefaultLimits()}
}

// asks is one connection with everything that its client sends.
func (c client) asks(command, input string) (out, told string, code int) {
	var stdout, stderr buffer
	code = Serve(c.Context(), command, Streams{io.NopCloser(strings.NewReader(input)), &stdout, &stderr}, NewFiles(c.inbox, c.limits))
	return stdout.String(), stderr.String(), code
}

// whole is a whole document.
const whole = "%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

// TestCommands has a row for each command that a client sends to an OpenSSH server.
func TestCommands(t *testing.T) {
	c := newClient(t)
	code := string(c.folder.Code())
	for command, want := range map[string]struct {
		input, told string
		code        int
	}{
		"put " + code + "/front":     {whole, "dossier: front arrived for front", 0},
		"put " + code + "/front/cut": {whole[:20], "kept as incomplete", 1},
		"put front":                  {whole, "refused: the path has no code; copy the command from the wizard", 1},
		"put ../../etc/x":            {whole, "refused: the path has no code", 1},
		"scp -t " + code + "/front":  {"C0600 48 b.pdf\n" + whole + "\x00", "dossier: b.pdf arrived for front", 0},
		"scp -f " + code + "/front":  {"\x00", "", 1},
		"scp -f /etc/passwd":         {"\x00", "", 1},
		"rsync --server .":           {"", "dossier: rsync is not spoken here; send the file with scp.", 1},
		"mosh-server new":            {"", "mosh is not spoken here", 1},
		"id":                         {"", "no commands are run here; without one, ssh opens the wizard.", 1},
		"/bin/sh -c sftp-server":     {"", "no commands are run here", 1},
	} {
		out, told, code := c.asks(command, want.input)
		if !strings.Contains(told, want.told) || code != want.code || strings.Contains(out, "root:") {
			t.Errorf("%s: %d, told %q, answered %q", command, code, told, out)
		}
	}
	for _, name := range []string{"front/front", "front/b.pdf"} {
		if text, err := os.ReadFile(filepath.Join(c.folder.Path, name)); err != nil || string(text) != whole {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
}

// TestSFTP is a whole session of the subsystem, by each name that it has in sshd_config.
func TestSFTP(t *testing.T) {
	for _, command := range []string{"internal-sftp", "internal-sftp -f AUTH", "/usr/lib/openssh/sftp-server", "/usr/libexec/sftp-server -l INFO"} {
		c := newClient(t)
		code := string(c.folder.Code())
		fromClient, toServer := io.Pipe()
		fromServer, toClient := io.Pipe()
		ended := make(chan int, 1)
		go func() {
			defer func() { _ = toClient.Close() }() // as the process does
			ended <- Serve(t.Context(), command, Streams{fromClient, toClient, &buffer{}}, NewFiles(c.inbox, c.limits))
		}()
		session, err := sftp.NewClientPipe(fromServer, toServer)
		if err != nil {
			t.Fatal(err)
		}
		file, err := session.Create("/" + code + "/front/a.pdf")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(file, whole); err != nil {
			t.Error(err)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
		for _, path := range []string{"/etc/passwd", "../../etc/passwd", code + "/front/a.pdf"} {
			if file, err := session.Open(path); err == nil {
				t.Errorf("%s can be read", path)
				_ = file.Close()
			}
		}
		for name, err := range map[string]error{"link": session.Symlink("/etc/passwd", code+"/link"), "hard link": session.Link("/etc/passwd", code+"/link")} {
			if err == nil {
				t.Errorf("a %s was made", name)
			}
		}
		if text, err := os.ReadFile(filepath.Join(c.folder.Path, "front", "a.pdf")); err != nil || string(text) != whole {
			t.Errorf("%q, %v", text, err)
		}
		_ = session.Close()
		_ = toServer.Close()
		if code := <-ended; code != 0 {
			t.Errorf("%s ended with %d", command, code)
		}
	}
}

// TestATransferEndsWithTheProgram: a client that sends nothing does not keep the process.
func TestATransferEndsWithTheProgram(t *testing.T) {
	c := newClient(t)
	ctx, end := context.WithCancel(t.Context())
	silent, far := io.Pipe()
	defer func() { _ = far.Close() }()
	ended := make(chan int, 1)
	go func() {
		ended <- Serve(ctx, "put "+string(c.folder.Code())+"/front", Streams{silent, &buffer{}, &buffer{}}, NewFiles(c.inbox, c.limits))
	}()
	end()
	<-ended
}
