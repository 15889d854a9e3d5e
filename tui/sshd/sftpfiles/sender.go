package sftpfiles

import (
	"io"
	"path"
	"sync"

	"dossier/assets"
	"dossier/flows/foreign"
	"dossier/flows/inbox"
	"dossier/tui/safe"
)

// sender is the person who sends files, as far as the channel's stderr reaches. Each
// sentence is one write.
type sender struct {
	mu  sync.Mutex
	out io.Writer
}

// tell says something about a file. A client that does not read it any more is no error.
func (s *sender) tell(name foreign.Text, text string) {
	if text == "" {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	_, _ = io.WriteString(s.out, "dossier: "+safe.Line(name, safe.ListMax).String()+" "+text+"\n")
}

// tellRefusal says why a request on a path was refused.
func (s *sender) tellRefusal(raw string, r *inbox.Refusal) {
	s.tell(foreign.Untrusted(path.Base(raw)), "refused: "+assets.InboxRefusal(r))
}
