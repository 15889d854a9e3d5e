package scp

import (
	"bytes"
	"image"
	"image/jpeg"
	"io"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/inbox"
	"dossier/flows/intake"
	"dossier/tui/sshd/sshtest"

	"golang.org/x/crypto/ssh"
)

// world is a registry with one dossier, whose code is K7F2.
type world struct {
	*testing.T
	*inbox.Registry
	dossier *inbox.Dossier
}

// codeBits are the code K7F2: K is 17, 7 is 5, F is 13 and 2 is 0 of the alphabet.
const codeBits = 17 | 5<<5 | 13<<10

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t, Registry: inbox.New(inbox.Config{
		Limits: inbox.DefaultLimits(intake.DefaultLimits().MaxBytes), Now: time.Now, Complete: intake.HasEndMark,
		Random: func() uint32 { return codeBits },
	})}
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

// makeReceipt makes the same receipt of every dossier.
func makeReceipt(flows.Key, inbox.ReceiptFormat) ([]byte, error) {
	return []byte(`{"receipt":true}`), nil
}

func (w *world) tree(user string) inbox.Files {
	return w.Box("maya").Tree(inbox.Login{User: user, Client: foreign.Untrusted("test"), Receipts: makeReceipt})
}

// serve is a server for real clients.
func (w *world) serve() *sshtest.Server {
	w.Helper()
	return sshtest.Start(w, func(user, raw string, channel ssh.Channel) int {
		if c, ok := ParseCommand(raw); ok {
			return c.Run(channel, channel.Stderr(), w.tree(user))
		}
		if target, ok := ParsePut(raw); ok {
			return Put(channel, channel.Stderr(), w.tree(user), target, func() bool {
				_, err := channel.SendRequest("keepalive@openssh.com", true, nil)
				return err == nil
			})
		}
		return exitFailed
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
	return bytes.Join([][]byte{whole[:2], bytes.Repeat(note, 1+size/len(note)), whole[2:]}, nil)
}

// row is what an arrival should be.
type row struct {
	name, slot string
	state      inbox.State
	bytes      int64
}

func (w *world) shows(want ...row) {
	w.Helper()
	got := w.dossier.Arrivals()
	if len(got) != len(want) {
		w.Fatalf("%d arrivals, want %d: %+v", len(got), len(want), got)
	}
	for i, r := range want {
		if a := got[i]; !a.Name.Is(r.name) || a.Slot != r.slot || a.State != r.state || a.Bytes != r.bytes {
			w.Errorf("arrival %d: %+v, want %+v", i, a, r)
		}
	}
}

// arrived compares the one picture that the wizard has with what was sent, and takes it.
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
