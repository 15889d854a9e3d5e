package screen

import (
	"bytes"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// cells are the cells of the window: those that the terminal shows, and those of the next
// frame.
type cells struct {
	out      bytes.Buffer
	renderer *uv.TerminalRenderer
	buffer   uv.ScreenBuffer
}

// newCells makes the cells of a window in the alternate screen, of which nothing is known.
func newCells(f frame, environ []string) *cells {
	c := &cells{buffer: uv.NewScreenBuffer(f.width, f.height)}
	if f.byGraphemes {
		c.buffer.Method = ansi.GraphemeWidth
	}
	c.renderer = uv.NewTerminalRenderer(&c.out, environ)
	c.renderer.SetColorProfile(f.profile)
	c.renderer.SetTabStops(-1)
	c.renderer.SetMapNewline(true) // the output makes two bytes of a line feed
	c.renderer.SetScrollOptim(true)
	c.renderer.SetFullscreen(true)
	c.renderer.SetRelativeCursor(false)
	c.renderer.Resize(f.width, f.height)
	return c
}

// paint returns the bytes that lead from the last view to this one.
func (c *cells) paint(v tea.View) []byte {
	c.buffer.Clear()
	uv.NewStyledString(v.Content).Draw(c.buffer, c.buffer.Bounds())
	c.renderer.Render(c.buffer.RenderBuffer)
	if v.Cursor != nil {
		c.renderer.MoveTo(v.Cursor.X, v.Cursor.Y)
	}
	_ = c.renderer.Flush() // into memory
	painted := bytes.Clone(c.out.Bytes())
	c.out.Reset()
	return painted
}

// assume takes it that the terminal shows a view already. Where its cursor is is not known:
// the next move names its place.
func (c *cells) assume(v tea.View) {
	c.paint(v)
	c.renderer.SetPosition(-1, -1)
}

// paintAll returns the bytes that show a view whatever the terminal shows.
func (c *cells) paintAll(v tea.View) []byte {
	c.renderer.Erase()
	return c.paint(v)
}
