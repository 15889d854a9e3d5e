package sftpfiles

import (
	"sync/atomic"

	"dossier/assets"
	"dossier/flows/inbox"

	"github.com/pkg/sftp"
)

// upload is an open file of a client. The library calls TransferError and then Close when
// the connection ended in the middle.
type upload struct {
	upload inbox.Writer
	sender *sender
	isCut  atomic.Bool
}

func (u *upload) WriteAt(p []byte, off int64) (n int, err error) {
	defer recoverPanic(&err)
	n, err = u.upload.WriteAt(p, off)
	return n, newStatus(err)
}

// ReadAt is denied: nothing that was sent can be fetched.
func (u *upload) ReadAt([]byte, int64) (int, error) {
	return 0, newStatus(&inbox.Refusal{Reason: inbox.ReadDenied})
}

// TransferError says that the connection ended before the file was closed.
func (u *upload) TransferError(error) {
	u.isCut.Store(true)
	u.upload.Break()
}

// Close decides what became of the file and says it.
func (u *upload) Close() (err error) {
	defer recoverPanic(&err)
	outcome, err := u.upload.Close()
	text := assets.UploadText(outcome)
	if !u.isCut.Load() {
		u.sender.tell(outcome.Name, text)
	}
	if err == nil {
		return nil
	}
	return status{text, sftp.ErrSSHFxFailure}
}
