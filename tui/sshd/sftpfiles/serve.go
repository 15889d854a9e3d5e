package sftpfiles

import (
	"context"
	"errors"
	"io"
	"sync"

	"dossier/flows/inbox"

	"github.com/pkg/sftp"
)

// announce sets the extensions that the library announces, for the whole process: its
// defaults hold two that fail here.
var announce = sync.OnceValue(func() error { return sftp.SetSFTPExtensions("posix-rename@openssh.com") })

// Serve answers one SFTP channel until its client ends it or the context is done, which
// closes the channel. Sentences for the person go to stderr. The error is nil when the
// client ended the session itself: the channel is then still open, and the caller sends
// the exit status 0 before closing it, without which scp fails after a good transfer.
func Serve(ctx context.Context, channel io.ReadWriteCloser, stderr io.Writer, tree inbox.Files) error {
	if err := announce(); err != nil {
		return err
	}
	h := &handlers{tree: tree, sender: &sender{out: stderr}}
	server := sftp.NewRequestServer(channel, sftp.Handlers{FileGet: h, FilePut: h, FileCmd: h, FileList: h})
	stop := context.AfterFunc(ctx, func() { _ = channel.Close() })
	defer stop()
	err := server.Serve()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}
