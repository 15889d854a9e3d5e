package sshd

import (
	"strings"
	"testing"
	"time"

	"dossier/flows/inbox"
	"dossier/tui/sshd/operators"
	"dossier/tui/steps"
	"dossier/tui/wizard"
)

// Without a code the file step says so, and no key makes the wizard fail.
func TestWithoutACodeTheFileStepSaysWhy(t *testing.T) {
	service := &Service{inboxes: inbox.New(inbox.Config{
		Limits: inbox.DefaultLimits(1 << 20), Now: time.Now, Random: func() uint32 { return 0 }, Complete: nil, // 0 draws no code
	})}
	files := &sessionFiles{service: service, session: &Session{Operator: operators.Identity{Name: "maya"}}, ctx: t.Context(), open: map[string]inboxSource{}}
	source := files.source("1699236591586x405886519539808060", &wizard.Look{})
	if list := source.Browse(t.Context(), steps.Ref{}, ""); !strings.HasPrefix(list.Fault, "No code is left") {
		t.Errorf("%+v", list)
	}
	if report := source.Examine(t.Context(), steps.Ref{}); report.Fault == "" {
		t.Error("a file was found")
	}
	files.leave()
}
