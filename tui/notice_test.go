package tui

import (
	"strings"
	"testing"

	"dossier/flows/desk"
	"dossier/tui/safe"
	"dossier/tui/safe/hostile"
)

func TestANoticeNamesOperatorsSafely(t *testing.T) {
	n := desk.Notice{Text: "The journal is back after 40s. Meanwhile somebody took this dossier over.", Operators: []string{"alice", "bob"}}
	if got := noticeText(n); got != "The journal is back after 40s. Meanwhile somebody took this dossier over: alice, bob" {
		t.Error(got)
	}
	if n.Operators = nil; noticeText(n) != n.Text {
		t.Error(noticeText(n))
	}
	for _, name := range hostile.Strings() {
		got := noticeText(desk.Notice{Text: "It is back.", Operators: []string{name}})
		if got != "It is back: "+safe.LineOf(name, 60).String() || strings.ContainsAny(got, "\x1b\n") {
			t.Errorf("%q", got)
		}
	}
}
