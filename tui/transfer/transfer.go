// Package transfer answers scp and sftp where a host's own SSH server runs this program
// whatever a client asked for: ForceCommand in sshd_config, command= in authorized_keys. The
// files go into the inboxes of the operator's wizards, and no other file can be reached. It
// promises to run no command.
package transfer

import (
	"context"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"dossier/flows/inbox"
	"dossier/flows/intake"
	"dossier/tui/inboxfolder"
	"dossier/tui/settings"
	"dossier/tui/sshd/scp"
	"dossier/tui/sshd/sftpfiles"
)

// Streams are those of the process, which the server connects to the client.
type Streams struct {
	In       io.ReadCloser
	Out, Err io.WriteCloser
}

// Read reads what the client sends.
func (s Streams) Read(p []byte) (int, error) { return s.In.Read(p) }

// Write sends to the client.
func (s Streams) Write(p []byte) (int, error) { return s.Out.Write(p) }

// Close ends both directions.
func (s Streams) Close() error { return errors.Join(s.In.Close(), s.Out.Close()) }

// NewFiles are the inboxes of an operator as a client sees them.
func NewFiles(b settings.Inbox, limits intake.Limits) inbox.Files {
	return inboxfolder.Tree{
		Folders: inboxfolder.Folders(b.RuntimeFolder), Operator: b.Operator, Limits: inbox.DefaultLimits(limits.MaxBytes), Complete: hasEndMark,
	}
}

func hasEndMark(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && intake.HasEndMark(file, info.Size())
}

// Serve answers what a client asked for (SSH_ORIGINAL_COMMAND) and returns the exit code.
// It returns when ctx ends, too: a read of the client's bytes cannot be ended.
func Serve(ctx context.Context, command string, streams Streams, files inbox.Files) int {
	ended := make(chan int, 1)
	go func() { ended <- answer(ctx, command, streams, files) }()
	select {
	case code := <-ended:
		return code
	case <-ctx.Done():
		return exitFailed
	}
}

const exitFailed = 1

func answer(ctx context.Context, command string, streams Streams, files inbox.Files) int {
	copying, isCopy := scp.ParseCommand(command)
	target, isPut := scp.ParsePut(command)
	switch {
	case isSFTP(command):
		if sftpfiles.Serve(ctx, streams, streams.Err, files) != nil {
			return exitFailed
		}
		return 0
	case isCopy:
		return copying.Run(streams, streams.Err, files)
	case isPut: // a client that was killed looks like one that has sent all: the end mark decides
		return scp.Put(streams, streams.Err, files, target, func() bool { return true })
	}
	_, _ = io.WriteString(streams.Err, "dossier: "+scp.RefusalText(command)+".\n")
	return exitFailed
}

// isSFTP reports whether a command is that of the subsystem in sshd_config: internal-sftp,
// or a path to sftp-server, with options.
func isSFTP(command string) bool {
	program, _, _ := strings.Cut(strings.TrimSpace(command), " ")
	return program == "internal-sftp" || path.Base(program) == "sftp-server"
}
