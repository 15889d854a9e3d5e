package tui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/notice"
	"dossier/tui/safe"
)

// currentNoticeText is the latest notice with the operators that it names.
func (m Model) currentNoticeText() string {
	n := m.news.notice
	if n.TakenOverBy != (flows.Holder{}) {
		by, host := m.namedHolder(n.TakenOverBy)
		return takeOverText(by, host, m.now.Location(), m.w-3)
	}
	return noticeText(n)
}

// noticeText is a notice with the operators that it names at its end.
func noticeText(n notice.Notice) string {
	text := assets.NoticeText(n)
	if len(n.Operators) == 0 {
		return text
	}
	names := safe.LineOf(strings.Join(n.Operators, ", "), 60).String()
	if n.Code == notice.TakenOver {
		return text + " " + names + "."
	}
	return strings.TrimSuffix(text, ".") + ": " + names
}

// namedHolder is a holder under the name that the operator knows it by, and where its session
// runs, as far as it is seen here.
func (m Model) namedHolder(by flows.Holder) (named flows.Holder, host string) {
	for _, p := range m.otherSessions() {
		switch {
		case p.Session != by.Session:
		case p.IsOwn:
			by.Operator = "You"
		case p.Host.String() != "":
			host = " on " + safe.LineOf(p.Host.String(), 24).String()
		}
	}
	return by, host
}

// takeOverText says who took the dossier over, when and why, and what that means.
// In a narrow window the reason is cut, then left out; what it means never is.
func takeOverText(by flows.Holder, host string, zone *time.Location, room int) string {
	who := safe.LineOf(by.Operator, 20).String()
	fromHere, noMore := ". "+assets.NothingMoreHere.String(), ". "+assets.NothingMore.String()
	at, why := by.Since.In(zone).Format("15:04"), safe.LineOf(strings.TrimSpace(by.Reason), 60).String()
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
