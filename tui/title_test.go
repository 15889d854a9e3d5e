package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/tui/safe"
	"dossier/tui/settings"
)

// TestTheBadgeNeverFallsOff proves for every width that the kind of service is shown, and
// that what a narrow line leaves out goes in this order: operator, place, name.
func TestTheBadgeNeverFallsOff(t *testing.T) {
	for _, service := range []struct {
		badge          string
		demo, loopback bool
	}{{"DEMO", true, true}, {"SANDBOX", false, true}, {"LIVE", false, false}} {
		for _, name := range []string{"", "Anna M.", "Maximiliane-Josephine v. d. O."} {
			for w := 10; w <= 200; w++ {
				m, _ := onReview(t, w, 24)
				m.cfg.Demo, m.cfg.Loopback = service.demo, service.loopback
				f := m.stepFrame()
				f.ApplicantName = safe.LineOf(name, 40)
				line := ansi.Strip(m.titleLine(f))
				if ansi.StringWidth(line) != w {
					t.Errorf("%d cells wide, want %d: %q", ansi.StringWidth(line), w, line)
				}
				if !strings.Contains(line, " "+service.badge+" ") {
					t.Errorf("%d: no %s in %q", w, service.badge, line)
				}
				parts := []bool{
					name == "" || strings.Contains(line, name), strings.Contains(line, "this computer"), strings.Contains(line, "anna"),
				}
				if !parts[0] && parts[1] || !parts[1] && parts[2] {
					t.Errorf("%d: left out in the wrong order: %q", w, line)
				}
				if w >= 80 && !(parts[0] && parts[1]) {
					t.Errorf("%d: nothing need be left out of %q", w, line)
				}
				if w >= 31 && !strings.Contains(line, "…39808060") {
					t.Errorf("%d: the applicant is not named: %q", w, line)
				}
			}
		}
	}
}

// TestATooSmallWindowNamesTheService proves that not even the sentence about a window that
// is too small stands without the badge.
func TestATooSmallWindowNamesTheService(t *testing.T) {
	for w := 20; w < minWidth; w++ {
		m, _ := onReview(t, w, 11)
		if screen := ansi.Strip(m.View().Content); !strings.Contains(screen, "LIVE") || !strings.Contains(screen, "too") && !strings.Contains(screen, "at least") && w > 40 {
			t.Errorf("%d:\n%s", w, screen)
		}
	}
}

// TestARemoteOperatorIsSaidWithTheAddress proves that a wizard over SSH never says that it
// is on this computer, and names where its operator sits where there is room.
func TestARemoteOperatorIsSaidWithTheAddress(t *testing.T) {
	for w := 30; w <= 200; w++ {
		m, _ := onReview(t, w, 24)
		m.cfg.Remote = settings.Remote{SSH: true, Address: "203.0.113.7"}
		line := ansi.Strip(m.titleLine(m.stepFrame()))
		if strings.Contains(line, "this computer") || w >= 80 && !strings.Contains(line, "LIVE  · ssh · anna@203.0.113.7") {
			t.Errorf("%d: %q", w, line)
		}
	}
}
