package scp

import (
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"dossier/assets"
	"dossier/flows/inbox"
)

// sink is where the files of a client go.
type sink struct {
	*session
	command Command
	folders []string // entered, the target first; a skipped one is never entered
}

// receiveFiles serves scp -t.
func (s *session) receiveFiles(c Command) error {
	k := &sink{session: s, command: c}
	if err := k.provideTarget(); err != nil {
		return err
	}
	if err := s.answer(answerOK); err != nil {
		return err
	}
	for {
		line, err := s.readLine()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := k.handleLine(line); err != nil {
			return err
		}
	}
}

// provideTarget makes a folder of the target if several files are to come, as SFTP clients
// do.
func (k *sink) provideTarget() error {
	target := k.command.Target
	if !k.command.WantsFolder || k.isFolder(target) {
		return nil
	}
	if err := k.tree.Mkdir(target); err != nil {
		return errors.Join(errProtocol, k.refuseFor(answerFatal, baseName(target), err))
	}
	return nil
}

func (k *sink) isFolder(path string) bool {
	info, err := k.tree.Stat(path)
	return err == nil && info.IsDir
}

// handleLine answers one line of the client.
func (k *sink) handleLine(line string) error {
	if line == "" {
		return errProtocol
	}
	switch text := line[1:]; line[0] {
	case 'C':
		return k.receiveFile(text)
	case 'D':
		return k.enterFolder(text)
	case 'E':
		return k.leaveFolder()
	case 'T':
		return k.answer(answerOK) // times are accepted and not kept
	case answerError[0]: // the client could not read a file of its own, and goes on
		k.failed = true
		return nil
	case answerFatal[0]:
		return errProtocol
	}
	return errors.Join(errProtocol, k.answer(answerFatal+"dossier: not understood\n"))
}

// entry is what a C or D line announces.
type entry struct {
	size int64
	name string
}

// parseEntry reads "0644 3300000 front.jpg". A name with a slash would lead elsewhere.
func parseEntry(text string) (entry, bool) {
	mode, rest, hasMode := strings.Cut(text, " ")
	digits, name, hasName := strings.Cut(rest, " ")
	size, err := strconv.ParseInt(digits, 10, 64)
	isName := name != "" && name != "." && name != ".." && !strings.Contains(name, "/")
	ok := hasMode && hasName && err == nil && size >= 0 && isName && strings.Trim(mode, "01234567") == ""
	return entry{size, name}, ok
}

// pathFor is where a file or folder of that name goes: into the folder it is sent in, into
// the target if that is a folder, else to the target itself.
func (k *sink) pathFor(name string) string {
	if len(k.folders) > 0 {
		return path.Join(k.folders[len(k.folders)-1], name)
	}
	if k.command.WantsFolder || k.isFolder(k.command.Target) {
		return path.Join("/", k.command.Target, name)
	}
	return k.command.Target
}

func (k *sink) enterFolder(text string) error {
	e, ok := parseEntry(text)
	if !ok || !k.command.IsRecursive {
		return errors.Join(errProtocol, k.answer(answerFatal+"dossier: not understood\n"))
	}
	folder := k.pathFor(e.name)
	if err := k.tree.Mkdir(folder); err != nil && !k.isFolder(folder) {
		return k.refuseFor(answerError, e.name, err)
	}
	k.folders = append(k.folders, folder)
	return k.answer(answerOK)
}

func (k *sink) leaveFolder() error {
	if len(k.folders) == 0 {
		return errors.Join(errProtocol, k.answer(answerFatal+"dossier: not understood\n"))
	}
	k.folders = k.folders[:len(k.folders)-1]
	return k.answer(answerOK)
}

// receiveFile answers a C line. A file that is refused before its first byte is skipped by
// the client.
func (k *sink) receiveFile(text string) error {
	e, ok := parseEntry(text)
	if !ok {
		return errors.Join(errProtocol, k.answer(answerFatal+"dossier: not understood\n"))
	}
	u, err := k.tree.Create(k.pathFor(e.name), inbox.Flags{Truncate: true})
	if err != nil {
		return k.refuseFor(answerError, e.name, err)
	}
	if err := u.Declare(e.size); err != nil {
		_, _ = u.Close()
		return k.refuseFor(answerError, e.name, err)
	}
	if err := k.answer(answerOK); err != nil {
		return k.breakOff(u, err)
	}
	return k.receiveBody(u, e)
}

// receiveBody takes the bytes, and the client's own word that they are all.
func (k *sink) receiveBody(u inbox.Writer, e entry) error {
	if err := copyBytes(u, io.LimitReader(k.in, e.size), e.size); err != nil {
		return k.breakOff(u, err)
	}
	if err := k.readVerdict(); err != nil {
		u.Break()
	}
	outcome, err := u.Close()
	told := assets.UploadText(outcome)
	if err != nil {
		return k.refuse(answerError, e.name, told)
	}
	if told != "" {
		_, _ = io.WriteString(k.stderr, sentence(outcome.Name, told))
	}
	return k.answer(answerOK)
}

// breakOff closes an upload whose client is gone.
func (k *sink) breakOff(u inbox.Writer, err error) error {
	u.Break()
	_, _ = u.Close()
	return err
}

// readVerdict reads what the client says after the bytes of a file: that it could read all
// of it. curl says nothing and ends.
func (k *sink) readVerdict() error {
	verdict, err := k.in.ReadByte()
	switch {
	case errors.Is(err, io.EOF) || err == nil && verdict == answerOK[0]:
		return nil
	case err != nil:
		return err
	}
	k.failed = true
	_, _ = k.readLine()
	return errProtocol
}

// copyBytes stores bytes until the end of r, in order. A write that is refused is kept by
// the upload; what the client still sends is read all the same, as it waits for no answer
// in between. The error says that fewer than want bytes came; want is -1 if no number is
// known.
func copyBytes(u inbox.Writer, r io.Reader, want int64) error {
	buffer := make([]byte, 32<<10)
	defer clear(buffer)
	var at int64
	for {
		n, err := r.Read(buffer)
		if n > 0 {
			_, _ = u.WriteAt(buffer[:n], at)
			at += int64(n)
		}
		switch {
		case errors.Is(err, io.EOF) && at < want:
			return io.ErrUnexpectedEOF
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
	}
}
