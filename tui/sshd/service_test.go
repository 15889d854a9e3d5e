package sshd

import (
	"net"
	"testing"

	"dossier/tui/settings"
	"dossier/tui/sshd/operators"
)

// TestOnlyALeadLearnsReasons proves that a session hides the reasons of final rejections from
// everybody whose role is not known to see them.
func TestOnlyALeadLearnsReasons(t *testing.T) {
	v := NewService(settings.Wizard{}, "https://service.example", nil)
	for role, hide := range map[operators.Role]bool{operators.RoleLead: false, operators.RoleOperator: true, "": true, "auditor": true} {
		s := &Session{Operator: operators.Identity{Name: "maya", Role: role}, From: &net.TCPAddr{IP: net.IPv4(203, 0, 113, 7), Port: 51514}}
		if got := v.wizardFor(s); got.HideReasons != hide || got.Lead == hide || got.Operator != "maya" || got.Remote.Address != "203.0.113.7" {
			t.Errorf("%q: %+v", role, got)
		}
	}
}
