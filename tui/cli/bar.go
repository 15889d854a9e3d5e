package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
)

// bar tells on a terminal how far something long has come. Elsewhere, and for
// what is over at once, it says nothing.
type bar struct {
	out   io.Writer // nil: nobody looks
	what  string
	began time.Time
	next  time.Time
	shown bool
}

const (
	barAfter = 300 * time.Millisecond
	barEvery = 100 * time.Millisecond
	barWidth = 30
)

func newBar(out io.Writer, what string) *bar {
	b := &bar{what: what, began: time.Now()}
	b.next = b.began.Add(barAfter)
	if file, ok := out.(*os.File); ok && term.IsTerminal(file.Fd()) {
		b.out = out
	}
	return b
}

// show tells how much of how much is done.
func (b *bar) show(done, total uint64) {
	if b.out == nil || done%256 != 0 || time.Now().Before(b.next) {
		return
	}
	b.next, b.shown = time.Now().Add(barEvery), true
	share := min(float64(done)/float64(max(total, 1)), 1)
	full := int(share * barWidth)
	left := time.Duration(float64(time.Since(b.began)) * (1 - share) / max(share, 0.001)).Round(time.Second)
	fmt.Fprintf(b.out, "\r%s %s%s %3.0f%%  %s of %s, %s left \x1b[K", b.what,
		strings.Repeat("━", full), strings.Repeat("┈", barWidth-full), share*100, count(done), count(total), left)
}

// end takes the bar away.
func (b *bar) end() {
	if b.shown {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
