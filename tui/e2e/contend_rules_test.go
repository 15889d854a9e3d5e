//go:build unix

package e2e

import (
	"dossier/flows"
)

// entryChecker reads a dossier's entries with a few rules of its own, so that what
// it finds does not rest on the fold that the program itself uses.
type entryChecker struct {
	f         *figures
	applicant string
	holder    string
	chosen    map[flows.Slot]flows.SHA256
	consents  map[flows.SHA256]int
	attempts  []trial
}

// trial is one attempt as the chronicle sees it.
type trial struct {
	session string
	hash    flows.SHA256
	state   trialState
	proper  bool // released by the holder, before anybody took over
	notSent bool
}

type trialState int

const (
	trialSending  trialState = iota
	trialAwaiting            // released, and its session holds the dossier
	trialOver                // its end is recorded, or somebody took over
)

func newEntryChecker(f *figures, applicant string) *entryChecker {
	return &entryChecker{f: f, applicant: applicant, chosen: map[flows.Slot]flows.SHA256{}, consents: map[flows.SHA256]int{}}
}

func (c *entryChecker) checkEntry(e flows.Entry) {
	switch v := e.Event.(type) {
	case flows.Opened:
		c.opened(e, v)
	case flows.FileChosen:
		c.chosen[v.Slot] = v.SHA256
		c.consents[v.SHA256]++
		c.f.consents++
	case flows.SendStarted:
		c.started(e, v)
	case flows.SendCancelled:
		c.end(v.Attempt)
	case flows.Released:
		c.released(e, v)
	case flows.NotSent:
		if a := c.end(v.Attempt); a != nil {
			a.notSent = true
		}
	case flows.Answered:
		c.end(v.Attempt)
	case flows.AnswerLost:
		c.end(v.Attempt)
	}
}

// opened ends what the former holder had under way.
func (c *entryChecker) opened(e flows.Entry, v flows.Opened) {
	if v.Reason != "" {
		c.f.takeovers++
	} else {
		c.f.handovers++
	}
	for i := range c.attempts {
		a := &c.attempts[i]
		if a.session == e.Session {
			continue
		}
		switch a.state {
		case trialSending:
			c.f.calledBack++
		case trialAwaiting:
			c.f.unclear++
		}
		a.state = trialOver
	}
	c.holder = e.Session
}

// started holds that nobody sends but the holder, and so never two at once.
func (c *entryChecker) started(e flows.Entry, v flows.SendStarted) {
	c.f.sends++
	if int(v.Attempt) != len(c.attempts)+1 {
		c.f.violation("%s: entry %d begins attempt %d after %d", c.applicant, e.Seq, v.Attempt, len(c.attempts))
		return
	}
	c.attempts = append(c.attempts, trial{session: e.Session, hash: c.chosen[v.Slot]})
	c.alone(e)
}

// alone holds that one session at most has anything on its way.
func (c *entryChecker) alone(e flows.Entry) {
	if e.Session != c.holder {
		c.f.violation("%s: entry %d is a send of a session that does not hold the dossier", c.applicant, e.Seq)
	}
	for _, a := range c.attempts {
		if a.state != trialOver && a.session != e.Session {
			c.f.violation("%s: at entry %d two sessions are sending", c.applicant, e.Seq)
			return
		}
	}
}

func (c *entryChecker) released(e flows.Entry, v flows.Released) {
	if v.Attempt < 1 || int(v.Attempt) > len(c.attempts) {
		c.f.violation("%s: entry %d releases an attempt that was not begun", c.applicant, e.Seq)
		return
	}
	a := &c.attempts[v.Attempt-1]
	if a.state != trialSending || a.session != e.Session || e.Session != c.holder {
		c.f.violation("%s: entry %d releases an attempt that was over", c.applicant, e.Seq)
		return
	}
	a.state, a.proper = trialAwaiting, true
	c.alone(e)
}

func (c *entryChecker) end(n flows.AttemptNumber) *trial {
	if n < 1 || int(n) > len(c.attempts) {
		return nil
	}
	c.attempts[n-1].state = trialOver
	return &c.attempts[n-1]
}

// compare holds the rules for what arrived: each picture belongs to an attempt
// that was released in time and never reported as not sent, and
// there are no more of it than consents.
func (c *entryChecker) compare(got map[flows.SHA256]int) {
	let, begun := map[flows.SHA256]int{}, map[flows.SHA256]int{}
	for _, a := range c.attempts {
		begun[a.hash]++
		if a.proper && !a.notSent {
			let[a.hash]++
		}
		if a.proper && a.notSent {
			c.f.withheld++
		}
	}
	for hash, n := range got {
		c.f.bodies += n
		switch {
		case n > let[hash] && begun[hash] > 0:
			c.f.late++
			c.f.violation("%s: a picture arrived %d times and was let go %d times: a last byte left after a takeover", c.applicant, n, let[hash])
		case n > let[hash]:
			c.f.violation("%s: a picture arrived that no attempt was begun for", c.applicant)
		}
		if n > c.consents[hash] {
			c.f.violation("%s: a picture arrived %d times, consents %d", c.applicant, n, c.consents[hash])
		}
	}
}
