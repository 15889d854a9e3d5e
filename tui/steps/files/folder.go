package files

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"dossier/tui/steps"
)

// enterFolder lists another folder. The field is for names in it, so that a folder whose
// name no field could hold is entered like any other.
func (s Screen) enterFolder(folder steps.Ref) (Screen, tea.Cmd) {
	s.folder, s.enter = folder, noEnter
	s.deps.ExaminedFiles.RememberFolder(folder)
	return s.setText("")
}

// leadsUp reports whether a key means the folder above: the left arrow with nothing before
// the cursor.
func (s Screen) leadsUp(msg tea.KeyPressMsg, f steps.Frame) bool {
	return key.Matches(msg, f.Keys.Parent) && s.hasParent()
}

// hasParent reports whether the left arrow leads to a folder above.
func (s Screen) hasParent() bool { return s.field.IsAtStart() && s.listing.Parent != steps.Ref{} }

// isFolderTyped reports whether the typed text is a folder's path alone.
func (s Screen) isFolderTyped() bool {
	return strings.TrimSpace(s.field.Value()) != "" && !s.seeksName() && s.listing.Fault == "" && s.listing.Folder != steps.Ref{}
}

// folderText names the listed folder, cut from the left.
func (s Screen) folderText(width int) string {
	where := s.listing.Where.String()
	if where == "" {
		return ""
	}
	lead := "newest first in "
	if s.field.Value() != "" {
		lead = "in "
	}
	if width < len(lead)+minNameWidth {
		return cutLeft(where, width)
	}
	return lead + cutLeft(where, width-len(lead))
}

// cutLeft keeps the end of a text that is too wide.
func cutLeft(text string, width int) string {
	over := lipgloss.Width(text) - width
	if over <= 0 || width < 2 {
		return text
	}
	return ansi.TruncateLeft(text, over+1, "…")
}
