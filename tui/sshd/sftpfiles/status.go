package sftpfiles

import (
	"errors"

	"dossier/assets"
	"dossier/flows/inbox"

	"github.com/pkg/sftp"
)

// status is an answer to a client: a code of the protocol with a text.
type status struct {
	text string
	code error
}

func (s status) Error() string { return s.text }

func (s status) Unwrap() error { return s.code }

// permissionDenied are the reasons that clients must not answer with another try.
var permissionDenied = map[inbox.Reason]bool{
	inbox.OtherCode: true, inbox.AcrossCodes: true, inbox.ReadDenied: true, inbox.NotAllowed: true,
}

// newStatus makes the answer for an error of the inbox; nil is success.
func newStatus(err error) error {
	refusal, ok := errors.AsType[*inbox.Refusal](err)
	switch {
	case err == nil:
		return nil
	case !ok:
		return sftp.ErrSSHFxFailure
	case refusal.Reason == inbox.NoSuchFile, refusal.Reason == inbox.NoSuchCode:
		return status{assets.InboxRefusal(refusal), sftp.ErrSSHFxNoSuchFile}
	case permissionDenied[refusal.Reason]:
		return status{assets.InboxRefusal(refusal), sftp.ErrSSHFxPermissionDenied}
	}
	return status{assets.InboxRefusal(refusal), sftp.ErrSSHFxFailure}
}
