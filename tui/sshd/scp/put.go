package scp

import (
	"io"

	"dossier/assets"
	"dossier/flows/foreign"
	"dossier/flows/inbox"
)

// Put stores all that comes out of r under the target, and returns the exit code. The end
// of the bytes looks the same whether the client sent all or was killed, so isAlive is
// asked whether it is still there: that is a question on the connection and its answer.
func Put(r io.Reader, stderr io.Writer, tree inbox.Files, target string, isAlive func() bool) (code int) {
	defer recoverPanic(&code)
	u, err := tree.Create(target, inbox.Flags{Truncate: true})
	if err != nil {
		_, _ = io.WriteString(stderr, sentence(foreign.Untrusted(baseName(target)), refusalText(err)))
		return exitFailed
	}
	if err := copyBytes(u, r, -1); err != nil || !isAlive() {
		u.Break()
	}
	outcome, err := u.Close()
	if text := assets.UploadText(outcome); text != "" {
		_, _ = io.WriteString(stderr, sentence(outcome.Name, text))
	}
	if err != nil || outcome.End == inbox.IsEmpty {
		return exitFailed
	}
	return exitOK
}
