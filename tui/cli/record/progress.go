package record

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/dustin/go-humanize"
)

// progressBar shows on a terminal how far a long command is. Elsewhere, and for a
// short command, it prints nothing.
type progressBar struct {
	out   io.Writer // nil: not a terminal
	label string
	began time.Time
	next  time.Time
	shown bool
}

const (
	progressDelay    = 300 * time.Millisecond
	progressInterval = 100 * time.Millisecond
	progressWidth    = 30
)

func newProgressBar(out io.Writer, what string) *progressBar {
	b := &progressBar{label: what, began: time.Now()}
	b.next = b.began.Add(progressDelay)
	if file, ok := out.(*os.File); ok && term.IsTerminal(file.Fd()) {
		b.out = out
	}
	return b
}

// update shows how much of the total is done.
func (b *progressBar) update(done, total uint64) {
	if b.out == nil || done%256 != 0 || time.Now().Before(b.next) {
		return
	}
	b.next, b.shown = time.Now().Add(progressInterval), true
	share := min(float64(done)/float64(max(total, 1)), 1)
	full := int(share * progressWidth)
	left := time.Duration(float64(time.Since(b.began)) * (1 - share) / max(share, 0.001)).Round(time.Second)
	fmt.Fprintf(b.out, "\r%s %s%s %3.0f%%  %s of %s, %s left \x1b[K", b.label,
		strings.Repeat("━", full), strings.Repeat("┈", progressWidth-full), share*100, humanize.Comma(int64(done)), humanize.Comma(int64(total)), left)
}

// finish takes the bar away.
func (b *progressBar) finish() {
	if b.shown {
		fmt.Fprint(b.out, "\r\x1b[K")
	}
}
