package steps

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/safe"
)

// TakeOverText says who took the dossier over, when and why, and what that means.
// In a narrow window the reason is cut, then left out; what it means never is.
func TakeOverText(by flows.Holder, host, at string, room int) string {
	who := safe.LineOf(by.Operator, 20).String()
	fromHere, noMore := ". "+assets.NothingMoreHere.String(), ". "+assets.NothingMore.String()
	why := safe.LineOf(strings.TrimSpace(by.Reason), 60).String()
	shapes := []struct{ head, tail string }{
		{who + host + " took this dossier over at " + at, fromHere},
		{who + host + " took over at " + at, fromHere},
		{who + " took over at " + at, fromHere},
		{who + " took over at " + at, noMore},
	}
	for _, least := range []int{ansi.StringWidth(why), 6} {
		for _, s := range shapes {
			left := room - ansi.StringWidth(s.head+s.tail) - 4
			switch {
			case why == "" && left >= -4:
				return s.head + s.tail
			case why != "" && left >= least:
				return fmt.Sprintf("%s: “%s”%s", s.head, ansi.Truncate(why, left, "…"), s.tail)
			}
		}
	}
	rest := " took over at " + at + noMore
	return ansi.Truncate(who, room-ansi.StringWidth(rest), "…") + rest
}
