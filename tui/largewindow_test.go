package tui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// TestALargeWindowIsDrawnInPart proves that no size that a terminal reports makes a frame
// larger than the limits, on a screen and in a dialog.
func TestALargeWindowIsDrawnInPart(t *testing.T) {
	for _, size := range []struct{ w, h, wantW, wantH int }{
		{80, 24, 80, 24}, {300, 120, 300, 120}, {500, 200, 300, 120}, {1000, 500, 300, 120}, {4096, 24, 300, 24}, {80, 4096, 80, 120},
	} {
		for _, dialog := range []bool{false, true} {
			m, _ := onReview(t, 80, 24)
			if dialog {
				m = m.openOverlay(newDialogForm(startDialog, m.stepFrame()))
			}
			next, _ := m.Update(tea.WindowSizeMsg{Width: size.w, Height: size.h})
			lines := strings.Split(next.View().Content, "\n")
			if len(lines) != size.wantH {
				t.Errorf("%d×%d, dialog %t: %d lines, want %d", size.w, size.h, dialog, len(lines), size.wantH)
			}
			for _, l := range lines {
				if w := ansi.StringWidth(l); w > size.wantW {
					t.Errorf("%d×%d, dialog %t: a line of %d cells", size.w, size.h, dialog, w)
				}
			}
		}
	}
}
