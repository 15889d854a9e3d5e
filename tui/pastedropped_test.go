package tui

import (
	"strings"
	"testing"
)

// TestARefusedPasteSaysWhatToDo proves that it is said, in the line that is always seen, and
// not only that nothing was used.
func TestARefusedPasteSaysWhatToDo(t *testing.T) {
	for want, msg := range map[string]PasteDroppedMsg{"Paste it again.": {}, "Paste less at once.": {TooLong: true}} {
		for _, w := range []int{minWidth, 80} {
			m, _ := onReview(t, w, 24)
			next, _ := m.Update(msg)
			if screen := renderScreen(t, next.(Model)); !strings.Contains(strings.Join(strings.Fields(screen), " "), want) {
				t.Errorf("%d columns, %q:\n%s", w, want, screen)
			}
		}
	}
}
