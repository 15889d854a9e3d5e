package tui

import (
	"time"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/notice"
	"dossier/tui/steps"
)

const (
	// minAlertTime is how long an alert or a notice stays at least: an operator who
	// is typing when it comes must still see it.
	minAlertTime = 3 * time.Second
	// noticePriorityTime is how long a new notice is shown instead of an alert.
	noticePriorityTime = 5 * time.Second
)

// news is what the status line has to say of the open dossier. The zero value is
// nothing.
type news struct {
	notice            notice.Notice // the latest
	noticeAt          time.Time     // when it came
	readNoticeID      int           // notices up to this ID were answered with a key
	alert             alert         // what became worse, until a key is pressed
	alertAt           time.Time
	confirmation      string             // what a key brought about, until the next one
	isReopened        bool               // no key has been pressed since the dossier was opened by itself
	left              *backgroundDossier // the dossier that the latest key left
	hint              steps.Notice       // why a key did nothing, until the next one
	copied            string             // the text that the latest key gave to the clipboard
	copiedBefore      string             // and the key before it
	takeBackRequested bool               // the latest key asked for a take-back
}

// hasUnreadNotice reports whether the latest notice is not answered with a key.
func (n news) hasUnreadNotice() bool { return n.notice.ID > n.readNoticeID }

// confirmationText is what the latest key brought about; "" for nothing. Of a dossier that
// was left it says what is so now.
func (n news) confirmationText() string {
	if n.left != nil {
		return assets.PlaceKept(flows.ShortApplicant(n.left.applicant), n.left.isWorking())
	}
	return n.confirmation
}

// isNoticeNew reports whether the latest notice has just come. A confirmation is shown
// instead of it.
func (n news) isNoticeNew(now time.Time) bool {
	return n.hasUnreadNotice() && n.confirmationText() == "" && now.Sub(n.noticeAt) < noticePriorityTime
}

// addNotice takes the newest notice of a list and reports whether it is a new one.
func (n *news) addNotice(list []notice.Notice, now time.Time) bool {
	if len(list) == 0 || list[len(list)-1].ID <= n.notice.ID {
		return false
	}
	n.notice, n.noticeAt = list[len(list)-1], now
	return true
}

// markRead takes a key press as the sign that everything was read, but not what has just
// come or was hidden. A key that keepsAlert leaves the alert: it is about something
// else, or leads to it.
func (n news) markRead(now time.Time, keepsAlert bool) news {
	hidden := n.alert.message != "" && n.isNoticeNew(now)
	if now.Sub(n.noticeAt) > minAlertTime || !n.hasUnreadNotice() {
		n.readNoticeID = n.notice.ID
	}
	n.confirmation, n.isReopened, n.left, n.hint, n.takeBackRequested = "", false, nil, steps.Notice{}, false
	n.copiedBefore, n.copied = n.copied, ""
	if !keepsAlert && !hidden && now.Sub(n.alertAt) > minAlertTime {
		n.alert = alert{}
	}
	return n
}
