package screen

import (
	"bytes"
	"strings"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// terminal is what is known of the terminal at the other end.
type terminal struct {
	environ []string
	shown   frame
	entered bool
	styled  bool   // the cursor has a form of ours
	cells   *cells // nil: dropped; what is shown is in the text of the frame
}

// saveTitle and restoreTitle keep the window's title while the wizard has it (xterm's window
// operations 22 and 23). A terminal without them gets an empty one back.
const (
	saveTitle    = "\x1b[22;2t"
	restoreTitle = "\x1b[23;2t"
)

// enter switches to the alternate screen and asks for the keys and pastes that the wizard
// understands. It is undone by leave.
func (t *terminal) enter() string {
	t.entered = true
	out := saveTitle + ansi.ResetModifyOtherKeys + ansi.SetModeAltScreenSaveCursor + ansi.SetModeBracketedPaste +
		ansi.SetModifyOtherKeys2 + ansi.PushKittyKeyboard(kittyDisambiguate) + ansi.RequestKittyKeyboard
	if answersModes(t.environ) {
		out += ansi.RequestModeSynchronizedOutput + ansi.RequestModeUnicodeCore
	}
	return out
}

// kittyDisambiguate has the terminal send every key in a form that is no other's
// (https://sw.kovidgoyal.net/kitty/keyboard-protocol/, flag 1).
const kittyDisambiguate = 1

// answersModes reports whether a terminal is one of those that answer a question about a
// mode over SSH, as the library knows them.
func answersModes(environ []string) bool {
	term := uv.Environ(environ).Getenv("TERM")
	for _, known := range []string{"ghostty", "wezterm", "alacritty", "kitty", "rio"} {
		if strings.Contains(term, known) {
			return true
		}
	}
	return false
}

// leave gives the terminal back as it was before enter; nothing if it was not entered.
func (t *terminal) leave() []byte {
	if !t.entered {
		return nil
	}
	var out strings.Builder
	out.WriteString(ansi.ResetModifyOtherKeys + ansi.PopKittyKeyboard(1))
	out.WriteString(ansi.CursorPosition(1, t.shown.height)) // where a terminal without that screen goes on
	out.WriteString(ansi.ResetModeAltScreenSaveCursor + ansi.SetModeTextCursorEnable + ansi.ResetModeBracketedPaste)
	if t.styled {
		out.WriteString(ansi.SetCursorStyle(0))
	}
	if t.shown.view.ProgressBar != nil {
		out.WriteString(ansi.ResetProgressBar)
	}
	if t.shown.byGraphemes {
		out.WriteString(ansi.ResetModeUnicodeCore)
	}
	out.WriteString(ansi.SetWindowTitle("") + restoreTitle)
	t.entered = false
	return []byte(out.String())
}

// show returns the bytes that lead to a frame. A frame that is shown already takes none.
func (t *terminal) show(f frame) []byte {
	if !f.isSet || t.entered && t.isShown(f) {
		return nil
	}
	var out bytes.Buffer
	last := t.shown.view
	if !t.entered {
		out.WriteString(t.enter())
		last = tea.View{Cursor: &tea.Cursor{}} // a shell has one
	}
	if f.byGraphemes && !t.shown.byGraphemes {
		out.WriteString(ansi.SetModeUnicodeCore)
	}
	if f.view.WindowTitle != last.WindowTitle {
		out.WriteString(ansi.SetWindowTitle(f.view.WindowTitle))
	}
	writeProgress(&out, last.ProgressBar, f.view.ProgressBar)
	painted := t.paint(f)
	t.writeFrame(&out, f, last.Cursor != nil, painted)
	t.shown = f
	return out.Bytes()
}

// isShown reports whether the terminal shows a frame.
func (t *terminal) isShown(f frame) bool {
	a, b := t.shown, f
	sameCursor := (a.view.Cursor == nil) == (b.view.Cursor == nil) && (a.view.Cursor == nil || *a.view.Cursor == *b.view.Cursor)
	return sameCursor && a.sameDrawing(b) && a.view.Content == b.view.Content && a.view.WindowTitle == b.view.WindowTitle &&
		sameProgress(a.view.ProgressBar, b.view.ProgressBar)
}

// sameDrawing reports whether the cells of two frames are drawn alike.
func (f frame) sameDrawing(other frame) bool {
	return f.width == other.width && f.height == other.height && f.profile == other.profile && f.byGraphemes == other.byGraphemes
}

// paint returns the bytes for the cells. Those of the last frame are made again if they were
// dropped.
func (t *terminal) paint(f frame) []byte {
	if !t.shown.isSet || !t.shown.sameDrawing(f) {
		t.cells = newCells(f, t.environ)
		return t.cells.paintAll(f.view)
	}
	if t.cells == nil {
		t.cells = newCells(f, t.environ)
		t.cells.assume(t.shown.view)
	}
	return t.cells.paint(f.view)
}

// writeFrame writes the cells and the cursor. The cursor is hidden meanwhile, or the terminal
// draws everything at once.
func (t *terminal) writeFrame(out *bytes.Buffer, f frame, hadCursor bool, painted []byte) {
	hasCursor := f.view.Cursor != nil
	if f.isAtomic {
		out.WriteString(ansi.SetModeSynchronizedOutput)
	}
	if hadCursor {
		out.WriteString(ansi.ResetModeTextCursorEnable)
	}
	out.Write(painted)
	if hasCursor {
		t.writeCursorStyle(out, *f.view.Cursor)
		out.WriteString(ansi.SetModeTextCursorEnable)
	}
	if f.isAtomic {
		out.WriteString(ansi.ResetModeSynchronizedOutput)
	}
}

// writeCursorStyle writes the form of the cursor when it differs from the one shown.
func (t *terminal) writeCursorStyle(out *bytes.Buffer, c tea.Cursor) {
	if old := t.shown.view.Cursor; t.styled && old != nil && old.Shape == c.Shape && old.Blink == c.Blink {
		return
	}
	t.styled = true
	style := int(c.Shape)*2 + 1 // a blinking block, underline, bar: 1, 3, 5 (DECSCUSR)
	if !c.Blink {
		style++
	}
	out.WriteString(ansi.SetCursorStyle(style))
}

func sameProgress(a, b *tea.ProgressBar) bool {
	return (a == nil) == (b == nil) && (a == nil || *a == *b)
}

// writeProgress shows how much is done in the terminal's tab or task bar.
func writeProgress(out *bytes.Buffer, last, next *tea.ProgressBar) {
	switch {
	case sameProgress(last, next):
	case next == nil || next.State == tea.ProgressBarNone:
		out.WriteString(ansi.ResetProgressBar)
	case next.State == tea.ProgressBarError:
		out.WriteString(ansi.SetErrorProgressBar(next.Value))
	case next.State == tea.ProgressBarIndeterminate:
		out.WriteString(ansi.SetIndeterminateProgressBar)
	case next.State == tea.ProgressBarWarning:
		out.WriteString(ansi.SetWarningProgressBar(next.Value))
	default:
		out.WriteString(ansi.SetProgressBar(next.Value))
	}
}
