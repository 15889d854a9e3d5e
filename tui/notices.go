package tui

import (
	"strings"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/notice"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// currentNoticeText is the latest notice with the operators that it names.
func (m Model) currentNoticeText() string {
	n := m.news.notice
	if n.TakenOverBy != (flows.Holder{}) {
		by, host := m.namedHolder(n.TakenOverBy)
		return steps.TakeOverText(by, host, m.stepFrame().FormatMinute(by.Since), m.w-3)
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
