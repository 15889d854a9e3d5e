package scpline

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"dossier/flows/intake/quoting"
)

// TestCommand has a row for each person who gets another line.
func TestCommand(t *testing.T) {
	const into = "K7F2/front"
	for _, c := range []struct {
		client     Client
		file, host string
		user, want string
	}{
		{OpenSSH, "", "docs.example.com", "", "scp FILE docs.example.com:K7F2/front"},
		{OpenSSH, "/Users/anna/id front.jpg", "docs.example.com:2222", "", "scp -P 2222 '/Users/anna/id front.jpg' docs.example.com:K7F2/front"},
		{OpenSSH, "~/front.jpg", "docs.example.com:22", "maya", "scp ~/front.jpg maya@docs.example.com:K7F2/front"},
		{OpenSSH, "/a/b.jpg", "[2001:db8::7]:2222", "maya", "scp -P 2222 /a/b.jpg maya@[2001:db8::7]:K7F2/front"},
		{OpenSSH, "/a/b.jpg", "2001:db8::7", "", "scp /a/b.jpg [2001:db8::7]:K7F2/front"},
		{OpenSSH, "/a/b.jpg", "", "maya", "scp /a/b.jpg maya@HOST:K7F2/front"},
		{OpenSSH, "-x.jpg", "host", "", "scp ./-x.jpg host:K7F2/front"},
		{OpenSSH, "a:b.jpg", "host", "", "scp './a:b.jpg' host:K7F2/front"},
		{OpenSSHWindows, `C:\Users\Anna\id front.jpg`, "host", "", `scp "C:\Users\Anna\id front.jpg" host:K7F2/front`},
		{OpenSSHLinux, `C:\Users\Anna\id front.jpg`, "host", "", "scp '/mnt/c/Users/Anna/id front.jpg' host:K7F2/front"},
		{OpenSSHLinux, "/home/anna/it's.jpg", "host", "", `scp '/home/anna/it'\''s.jpg' host:K7F2/front`},
		{OpenSSH, `d:\scans\id.jpg`, "host", "", "scp /d/scans/id.jpg host:K7F2/front"},
		{OpenSSHLinux, `\\wsl$\Ubuntu\home\anna\a.jpg`, "host", "", "scp /home/anna/a.jpg host:K7F2/front"},
		{OpenSSHLinux, `\\wsl.localhost\Ubuntu-24.04\home\anna\id front.jpg`, "host", "", "scp '/home/anna/id front.jpg' host:K7F2/front"},
		{OpenSSHLinux, "//WSL.localhost/Ubuntu/home/anna/a.jpg", "host", "", "scp /home/anna/a.jpg host:K7F2/front"},
		{OpenSSHWindows, `\\wsl$\Ubuntu\home\anna\a.jpg`, "host", "", `scp '\\wsl$\Ubuntu\home\anna\a.jpg' host:K7F2/front`},
		{OpenSSH, "/a/b.jpg|/a/id front.jpg", "host:2222", "", "scp -P 2222 /a/b.jpg '/a/id front.jpg' host:K7F2/front"},
		{OpenSSHWindows, `C:\5%.jpg|C:\6%.jpg`, "host", "", `scp 'C:\5%.jpg' 'C:\6%.jpg' host:K7F2/front`},
		{PuTTY, `C:\a.jpg|D:\id front.jpg`, "host", "", `pscp "C:\a.jpg" "D:\id front.jpg" host:K7F2/front`},
		{PuTTY, `C:\id.jpg`, "host:2222", "", `pscp -P 2222 "C:\id.jpg" host:K7F2/front`},
	} {
		target := ParseTarget(c.host)
		target.User = c.user
		var files []string
		if c.file != "" {
			files = strings.Split(c.file, "|")
		}
		if got := c.client.Command(target, into, files...); got != c.want {
			t.Errorf("%s\nwant %s", got, c.want)
		}
	}
}

// TestNoLineHoldsAControlCharacter proves that whatever is pasted for paths, the line for it is
// one line of text.
func TestNoLineHoldsAControlCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		client := rapid.SampledFrom([]Client{OpenSSH, OpenSSHLinux, OpenSSHWindows, PuTTY}).Draw(t, "client")
		part := rapid.SampledFrom([]string{"/", "C:\\", "\\\\wsl$\\U\\", "file:///", "~/", "'", "\"", "\\", " ", "\n", "\r", "\t", "\x1b", "\x00", "\u0085", "\u2028", "%0A", "%1B", "a", "b.jpg"})
		text := strings.Join(rapid.SliceOfN(part, 1, 12).Draw(t, "parts"), "")
		line := client.Command(ParseTarget("host"), "K7F2/", quoting.PathsElsewhere(text)...)
		if strings.ContainsFunc(line, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Zl, unicode.Zp) }) {
			t.Fatalf("%q became %q", text, line)
		}
	})
}

// TestClients proves by what a person's program is told apart: by its version, else by a path.
func TestClients(t *testing.T) {
	for version, want := range map[string]Client{
		"SSH-2.0-OpenSSH_9.2p1 Debian-2": OpenSSHLinux, "SSH-2.0-OpenSSH_9.9": OpenSSH, "SSH-2.0-OpenSSH_for_Windows_9.5": OpenSSHWindows, "SSH-2.0-PuTTY_Release_0.78": PuTTY, "": OpenSSH,
	} {
		if got := ClientOf(version); got != want {
			t.Errorf("%q: %s", version, got)
		}
	}
	for path, want := range map[string]Client{`C:\id.jpg`: OpenSSHWindows, "C:/id.jpg": OpenSSHWindows, `\\server\share\id.jpg`: OpenSSHWindows, "/mnt/c/id.jpg": OpenSSH, "": OpenSSH} {
		if got := ClientOfPath(path); got != want {
			t.Errorf("%q: %s", path, got)
		}
	}
}

// TestFetchCommand has a row for each program that gets another line.
func TestFetchCommand(t *testing.T) {
	for client, want := range map[Client]string{
		OpenSSH: "scp -P 2222 [2001:db8::7]:K7F2/receipt.html .", OpenSSHWindows: "scp -P 2222 [2001:db8::7]:K7F2/receipt.html .", PuTTY: "pscp -P 2222 [2001:db8::7]:K7F2/receipt.html .",
	} {
		if got := client.FetchCommand(ParseTarget("[2001:db8::7]:2222"), "K7F2/receipt.html"); got != want {
			t.Errorf("%s: %s", client, got)
		}
	}
}
