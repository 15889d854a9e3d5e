package sshd

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"sync"
	"testing"

	"github.com/pkg/sftp"
	gossh "golang.org/x/crypto/ssh"

	"dossier/tui/tuitest"
)

// The titles of the three pictures of an identity card and a selfie.
var pictureTitles = []struct{ title, slot string }{
	{"Identity card · front side", "front"}, {"Identity card · back side", "back"}, {"picture 3 of 3", "selfie"},
}

var inboxCode = regexp.MustCompile(`code ([A-Z0-9]{4})`)

// openDossier opens an applicant's dossier at the first screen and chooses an Australian
// identity card.
func (o *terminal) openDossier(applicant string) {
	o.t.Helper()
	o.waitForStart()
	o.Type(applicant)
	o.WaitFor("┃ "+applicant[:12], applicant[len(applicant)-8:])
	o.Type(tuitest.Enter)
	o.WaitFor("Which document", "Identity document")
	o.Type("ID_CARD")
	o.WaitFor("▸ Identity card", "┃ ID_CARD")
	o.Type(tuitest.Enter)
	o.WaitFor("Country of issue")
	o.Type("aus")
	o.WaitFor("▸ Australia", "┃ aus")
	o.Type(tuitest.Enter)
}

// sendPicture brings a file into the inbox that the screen names, and sends it.
func (o *terminal) sendPicture(files *sftp.Client, number int, name string, content []byte) {
	o.t.Helper()
	p := pictureTitles[number]
	screen := o.WaitFor(p.title, "code ", "/"+p.slot)
	code := inboxCode.FindStringSubmatch(screen)
	if code == nil {
		o.t.Fatalf("no code on the screen:\n%s", screen)
	}
	putFile(o.t, files, code[1]+"/"+p.slot+"/"+name, content)
	o.WaitFor(p.title, "▸ "+name, "enter send")
	o.Type(tuitest.Enter)
}

func putFile(t *testing.T, files *sftp.Client, path string, content []byte) {
	t.Helper()
	file, err := files.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// openFilesOn is a connection's sftp.
func openFilesOn(t *testing.T, client *gossh.Client) *sftp.Client {
	t.Helper()
	files, err := sftp.NewClient(client)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	return files
}

// grain is a picture of noise: a plain one would be warned about.
var grain = sync.OnceValue(func() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 360, 240))
	_, _ = rand.NewChaCha8([32]byte{1}).Read(img.Pix)
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, &jpeg.Options{Quality: 100}) // a buffer does not fail
	return b.Bytes()
})

// pictureOf is a picture that no other is like: it holds a text as a comment (ITU-T T.81,
// B.2.4.5).
func pictureOf(text string) []byte {
	size := len(text) + 2
	comment := append([]byte{0xff, 0xfe, byte(size >> 8), byte(size)}, text...)
	return slices.Concat(grain()[:2], comment, grain()[2:])
}
