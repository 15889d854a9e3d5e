//go:build linux

package sshd

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"strings"
	"sync"

	"github.com/pkg/sftp"
	gossh "golang.org/x/crypto/ssh"

	"dossier/flows/inbox"
)

// fileAttacks are paths out of the inbox, and transfers that want more than there is.
func fileAttacks() []attack {
	list := []attack{
		{"links", (*attacker).makeLinks},
		{"a write at 2^60", (*attacker).writeFarAway},
		{"more files than there may be", (*attacker).sendManyFiles},
		{"ten thousand open files", (*attacker).openManyFiles},
		{"packets of an absurd size", (*attacker).sendHugePackets},
	}
	for name, path := range map[string]string{
		"upwards":               "../../../../../../tmp/" + attackFile,
		"absolute":              "/tmp/" + attackFile,
		"upwards from a side":   "CODE/front/../../../../../../../tmp/" + attackFile,
		"dots that are cut":     "....//....//....//tmp/" + attackFile,
		"Windows":               `CODE\..\..\..\tmp\` + attackFile,
		"escapes and a NUL":     "CODE/%2e%2e/%2e%2e/tmp/" + attackFile + "\x00.jpg",
		"another's dossier":     "OTHER/front",
		"up and into another's": "CODE/../OTHER/front",
	} {
		list = append(list, attack{"a path: " + name, func(a *attacker) { a.leaveInbox(path) }})
	}
	return list
}

// attackFile must not come to be.
const attackFile = "dossier-attack"

// openFiles is a connection for files.
func (a *attacker) openFiles() *sftp.Client {
	a.Helper()
	client, err := sftp.NewClient(a.asMaya())
	if err != nil {
		a.Fatal(err)
	}
	a.Cleanup(func() { _ = client.Close() })
	return client
}

// leaveInbox does everything with a path that a client can. Whatever it is told, nothing
// comes to be on the host or with somebody else, and nothing of theirs is seen.
func (a *attacker) leaveInbox(path string) {
	other := a.openInbox("ola")
	path = strings.NewReplacer("CODE", a.code, "OTHER", other).Replace(path)
	files := a.openFiles()
	if file, err := files.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC); err == nil {
		_, _ = file.Write([]byte("attack"))
		_ = file.Close()
	}
	if file, err := files.Open(path); err == nil {
		text, _ := io.ReadAll(file)
		a.Errorf("it can be read: %d bytes", len(text))
	}
	for _, folder := range []string{"/etc", "/proc", "../../etc", a.code + "/../../etc", other, other + "/front"} {
		if list, err := files.ReadDir(folder); err == nil {
			a.Errorf("%s is listed: %d entries", folder, len(list))
		}
		if _, err := files.Stat(folder + "/passwd"); err == nil {
			a.Errorf("something is in %s", folder)
		}
	}
	_ = files.Mkdir(path + "-folder")
	_ = files.Rename(path, "../../../tmp/"+attackFile)
	_ = files.Chmod(path, 0o777)
	for _, at := range []string{"/" + attackFile, "/tmp/" + attackFile, attackFile, "/tmp/" + attackFile + "-folder"} {
		if _, err := os.Lstat(at); err == nil {
			a.Errorf("%s came to be on the host", at)
		}
	}
	if n := a.arrivals("ola"); n > 0 {
		a.Errorf("%d files arrived with somebody else", n)
	}
	a.clearFiles(files)
}

// arrivals is how many files an operator's dossier has.
func (a *attacker) arrivals(operator string) int {
	d, err := a.reopen(operator)
	if err != nil {
		a.Fatal(err)
	}
	return len(d.Arrivals()) + len(d.Unassigned())
}

// clearFiles removes what an attack has left, for the next one.
func (a *attacker) clearFiles(files *sftp.Client) {
	a.Helper()
	d, err := a.reopen("maya")
	if err != nil {
		a.Fatal(err)
	}
	for _, x := range append(d.Arrivals(), d.Unassigned()...) {
		_ = d.Remove(x.ID)
	}
	_ = files.Close()
}

func (a *attacker) makeLinks() {
	files := a.openFiles()
	if files.Symlink("/etc/passwd", a.code+"/front") == nil || files.Link("/etc/passwd", a.code+"/front") == nil {
		a.Error("a link was made")
	}
	if _, err := files.ReadLink("/etc/localtime"); err == nil {
		a.Error("a link of the host is read")
	}
	a.clearFiles(files)
}

func (a *attacker) writeFarAway() {
	files := a.openFiles()
	for _, at := range []int64{1 << 60, 1<<63 - 1, 1 << 32, 21 << 20} {
		file, err := files.OpenFile(a.code+"/front", os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
		if err != nil {
			a.Fatal(err)
		}
		if _, err := file.WriteAt([]byte("x"), at); err == nil {
			a.Errorf("a write at %d succeeds", at)
		}
		_ = file.Close()
	}
	if held := a.service.inboxes.HeldBytes(); held > 1<<20 {
		a.Errorf("%d bytes are held", held)
	}
	a.clearFiles(files)
}

// sendManyFiles sends more files, and more bytes, than an operator may. What is too much is
// refused, and what is held stays within the limits.
func (a *attacker) sendManyFiles() {
	files, sent := a.openFiles(), 0
	content := make([]byte, 256<<10)
	for range 80 {
		file, err := files.OpenFile(a.code+"/"+string(rune('a'+sent%26))+strings.Repeat("x", sent/26)+".jpg", os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
		if err != nil {
			continue
		}
		_, _ = file.Write(append([]byte("\xff\xd8\xff\xe0"), content...))
		_ = file.Close()
		sent++
	}
	limits := inbox.DefaultLimits(0)
	if n := a.arrivals("maya"); n > limits.Files {
		a.Errorf("%d files are held", n)
	}
	if held := a.service.inboxes.HeldBytes(); held > limits.OperatorBytes {
		a.Errorf("%d bytes are held", held)
	}
	a.clearFiles(files)
}

// openManyFiles opens files, folders and receipts without closing any.
func (a *attacker) openManyFiles() {
	client, opened := a.asMaya(), 0
	session := a.openSession(client, false)
	if !session.ask("subsystem", struct{ Value string }{"sftp"}) {
		a.Fatal("no sftp")
	}
	answers := &rawFiles{in: session.Channel}
	answers.send(1, binary.BigEndian.AppendUint32(nil, 3)) // SSH_FXP_INIT
	if answers.next() != 2 {
		a.Fatal("no version")
	}
	const many = 10_000
	go func() {
		sending := &rawFiles{in: session.Channel}
		for i := range uint32(many) {
			sending.send(3, gossh.Marshal(struct { // SSH_FXP_OPEN
				ID    uint32
				Path  string
				Flags uint32
				Attrs uint32
			}{i, a.code + "/x", 0x1a, 0})) // write, create, truncate
		}
	}()
	for range many {
		if answers.next() == handleAnswer {
			opened++
		}
	}
	if most := inbox.DefaultLimits(0).Files; opened > most {
		a.Errorf("%d files are open", opened)
	}
	if answers.err != nil {
		a.Errorf("the channel ended: %v", answers.err)
	}
	_ = client.Close()
	a.clearFiles(a.openFiles())
}

// handleAnswer is the answer to what was opened (SSH_FXP_HANDLE).
const handleAnswer = 102

// rawFiles speaks SFTP by hand.
type rawFiles struct {
	in  io.ReadWriter
	err error
}

func (r *rawFiles) send(kind byte, payload []byte) {
	head := binary.BigEndian.AppendUint32(nil, uint32(1+len(payload)))
	_, err := r.in.Write(append(append(head, kind), payload...))
	r.err = errors.Join(r.err, err)
}

// next is the kind of the next answer.
func (r *rawFiles) next() byte {
	head := make([]byte, 5)
	if _, err := io.ReadFull(r.in, head); err != nil {
		r.err = errors.Join(r.err, err)
		return 0
	}
	_, err := io.CopyN(io.Discard, r.in, int64(binary.BigEndian.Uint32(head)-1))
	r.err = errors.Join(r.err, err)
	return head[4]
}

// sendHugePackets says that packets are large, or nothing, and sends a part of each.
func (a *attacker) sendHugePackets() {
	client := a.asMaya()
	var all sync.WaitGroup
	for _, size := range []uint32{1<<32 - 1, 1 << 31, 64 << 20, 257 << 10, 0} {
		session := a.openSession(client, false)
		if !session.ask("subsystem", struct{ Value string }{"sftp"}) {
			a.Fatal("no sftp")
		}
		all.Go(func() {
			_, _ = session.Channel.Write(append(binary.BigEndian.AppendUint32(nil, size), make([]byte, 300<<10)...))
			_, _ = io.Copy(io.Discard, session.Channel)
		})
	}
	all.Wait()
}
