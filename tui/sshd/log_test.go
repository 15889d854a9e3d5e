package sshd

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"log/slog"
	"strings"
	"testing"

	"github.com/pkg/sftp"
	gossh "golang.org/x/crypto/ssh"

	"crypto/sha256"

	"dossier/flows"
	"dossier/flows/inbox"
	"dossier/flows/intake"
	"dossier/tui/settings"
	"dossier/tui/tuitest"
)

// canaryFile is the name of every file that is sent here: a person's.
const canaryFile = "Anna-Canaryname-passport.jpg"

// TestEachArrivalHasALine sends a file in every way that an upload can end: the log says who
// sent it, from where, for which side, and what became of it, and never its name.
func TestEachArrivalHasALine(t *testing.T) {
	whole := newJPEG(t)
	maya := newKey(t)
	v := NewService(settings.Wizard{Limits: intake.DefaultLimits()}, "https://service.example", nil)
	s := startServer(t, keyring{"maya": maya}, v.Serve)
	v.log = slog.New(slog.NewTextHandler(s.log, nil))
	dossier, err := v.inboxes.Box("maya").Open(flows.Key{Origin: "https://service.example", Applicant: "1x1"}, []inbox.Slot{{Name: "front"}})
	if err != nil {
		t.Fatal(err)
	}
	code := string(dossier.Code())
	for name, row := range map[string]struct {
		send func(*gossh.Client)
		want string
	}{
		"whole":   {put(t, code+"/front", whole), fmt.Sprintf("code=%s slot=front bytes=%d outcome=complete sha256=%x", code, len(whole), sha256.Sum256(whole))},
		"cut":     {put(t, code+"/front", whole[:len(whole)-2]), fmt.Sprintf(`code=%s slot=front bytes=%d outcome="incomplete: the end of the picture is missing" client`, code, len(whole)-2)},
		"no code": {put(t, "/"+canaryFile, whole), fmt.Sprintf(`code="" slot="" bytes=%d outcome=complete sha256=%x`, len(whole), sha256.Sum256(whole))},
		"empty":   {put(t, code+"/"+canaryFile, nil), fmt.Sprintf(`code=%s slot="" bytes=0 outcome=empty client`, code)},
		"too large": {func(c *gossh.Client) {
			writeBySFTP(t, c, code+"/front/"+canaryFile, []byte("x"), intake.DefaultLimits().MaxBytes)
		}, fmt.Sprintf(`code=%s slot=front bytes=0 outcome="refused: too-large" client`, code)},
		"of a desktop": {func(c *gossh.Client) { writeBySFTP(t, c, code+"/.DS_Store", []byte("x"), 0) }, fmt.Sprintf(`code=%s slot="" bytes=0 outcome="a file of a desktop, not kept" client`, code)},
		"a hole":       {func(c *gossh.Client) { writeBySFTP(t, c, code+"/front/"+canaryFile, whole, 7) }, `outcome="incomplete: a part is missing in the middle" client`},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := s.dial(t, "maya", maya)
			if err != nil {
				t.Fatal(err)
			}
			row.send(c)
			who := "msg=arrival from=" + c.LocalAddr().String() + " operator=maya key=" + gossh.FingerprintSHA256(maya.PublicKey()) + " "
			tuitest.WaitFor(t, s.log.String, row.want)
			for line := range strings.Lines(s.log.String()) {
				if strings.Contains(line, row.want) && (!strings.Contains(line, who) || !strings.Contains(line, `client=SSH-2.0-Go`)) {
					t.Errorf("nobody can be asked about it:\n%s\nwant %s", line, who)
				}
			}
		})
	}
	if text := s.log.String(); strings.Contains(text, "Canary") {
		t.Errorf("a file's name is in the log:\n%s", text)
	}
}

// newJPEG is a small picture.
func newJPEG(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8)), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// put sends a file by the command put.
func put(t *testing.T, target string, content []byte) func(*gossh.Client) {
	return func(c *gossh.Client) {
		session, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = session.Close() }()
		session.Stdin = bytes.NewReader(content)
		_ = session.Run("put " + target)
	}
}

// writeBySFTP writes content into a new file at an offset.
func writeBySFTP(t *testing.T, c *gossh.Client, path string, content []byte, off int64) {
	client, err := sftp.NewClient(c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = client.Close() }()
	file, err := client.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = file.WriteAt(content, off)
	_ = file.Close()
}

// TestASessionsLinesSayHowItEnded has a row for each kind of session and of its end.
func TestASessionsLinesSayHowItEnded(t *testing.T) {
	maya := newKey(t)
	v := NewService(settings.Wizard{Limits: intake.DefaultLimits()}, "https://service.example", nil)
	s := startServer(t, keyring{"maya": maya}, v.Serve)
	for command, want := range map[string]string{
		"put ZZ9Z/" + canaryFile:    `what=put status=1 reason="refused or broken off" seconds=0 refused=1`,
		"scp -t ZZ9Z/" + canaryFile: `what="scp to here" status=0 reason=done seconds=0 refused=0`,
		"scp -f receipt.json":       `what="scp from here"`,
		"unlock ABCD":               `what=unlock status=1 reason="refused or broken off" seconds=0`,
		"cat " + canaryFile:         `what="unknown command" status=1 reason="refused or broken off" seconds=0`,
	} {
		c, err := s.dial(t, "maya", maya)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = run(t, c, command)
		who := " from=" + c.LocalAddr().String() + " operator=maya key=SHA256:"
		tuitest.WaitFor(t, s.log.String, want, `msg="session begins"`+who, `msg="session ends"`+who)
	}
	if text := s.log.String(); strings.Contains(text, "Canary") {
		t.Errorf("a file's name is in the log:\n%s", text)
	}
}
