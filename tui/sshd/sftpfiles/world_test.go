package sftpfiles

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/inbox"
	"dossier/flows/intake"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"

	"dossier/tui/sshd/sshtest"
)

// world is a registry with one dossier, whose code is K7F2.
type world struct {
	*testing.T
	*inbox.Registry
	dossier *inbox.Dossier
	stderr  output
}

// output is what a client was told on stderr.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t}
	w.Registry = inbox.New(inbox.Config{
		Limits: inbox.DefaultLimits(intake.DefaultLimits().MaxBytes), Now: time.Now, Complete: intake.HasEndMark,
		Random: func() uint32 { return codeBits },
	})
	d, err := w.Box("maya").Open(flows.Key{Applicant: "1x1"}, []inbox.Slot{{Name: "front"}, {Name: "back"}})
	if err != nil {
		t.Fatal(err)
	}
	w.dossier = d
	t.Cleanup(func() {
		w.Clear()
		if n := w.HeldBytes(); n != 0 {
			t.Errorf("%d bytes are in use at the end", n)
		}
	})
	return w
}

// codeBits are the code K7F2: K is 17, 7 is 5, F is 13 and 2 is 0 of the alphabet.
const codeBits = 17 | 5<<5 | 13<<10

// makeReceipt makes the same receipt of every dossier.
func makeReceipt(flows.Key, inbox.ReceiptFormat) ([]byte, error) {
	return []byte(`{"receipt":true}`), nil
}

func (w *world) tree(user string) inbox.Files {
	return w.Box("maya").Tree(inbox.Login{User: user, Client: foreign.Untrusted("test"), Receipts: makeReceipt})
}

// connect is Go's client at the other end of a pipe.
func (w *world) connect(user string) (client *sftp.Client, cut func()) {
	w.Helper()
	near, far := net.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- Serve(context.Background(), far, &w.stderr, w.tree(user)) }()
	client, err := sftp.NewClientPipe(near, near)
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { _ = near.Close(); _ = client.Close(); <-ended })
	return client, func() { _ = near.Close(); <-ended; ended <- nil }
}

// serve is a server for real clients.
func (w *world) serve() *sshtest.Server {
	w.Helper()
	return sshtest.Start(w, func(user, command string, channel ssh.Channel) int {
		if command != "" {
			return 1
		}
		both := io.MultiWriter(channel.Stderr(), &w.stderr)
		if err := Serve(context.Background(), channel, both, w.tree(user)); err != nil {
			return 1
		}
		return 0
	})
}

// picture is a JPEG of about that many bytes.
func picture(t testing.TB, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 120, 120)), nil); err != nil {
		t.Fatal(err)
	}
	whole := b.Bytes()
	note := append([]byte{0xff, 0xfe, 0xff, 0xff}, make([]byte, 0xffff-2)...)
	notes := bytes.Repeat(note, 1+size/len(note))
	return bytes.Join([][]byte{whole[:2], notes, whole[2:]}, nil)
}

// arrived compares what the wizard has with what was sent, and takes it.
func (w *world) arrived(slot string, want []byte) {
	w.Helper()
	list := w.dossier.Arrivals()
	if len(list) != 1 || list[0].State != inbox.Complete || list[0].Slot != slot {
		w.Fatalf("%+v", list)
	}
	opened, err := w.dossier.OpenArrival(list[0].ID)
	if err != nil {
		w.Fatal(err)
	}
	defer func() { _, _ = opened.Close(), w.dossier.Remove(list[0].ID) }()
	got, err := io.ReadAll(io.NewSectionReader(opened, 0, opened.Size()))
	if err != nil || !bytes.Equal(got, want) {
		w.Errorf("%d other bytes, %v", len(got), err)
	}
}

// told reports whether the sender was told something.
func (w *world) told(want string) {
	w.Helper()
	if !strings.Contains(w.stderr.String(), want) {
		w.Errorf("stderr %q, want %q", w.stderr.String(), want)
	}
}
