package flows

// Opened makes the session the holder. Reason is what the operator typed when another
// session held the dossier.
type Opened struct {
	Reason string `json:"reason,omitempty"`
	Connection
}

// Connection is how the settings of a session let it reach the service. Entries of
// earlier versions name nothing, so an empty one does not prove a direct connection.
type Connection struct {
	Proxy       string `json:"proxy,omitempty"`       // host and port, never a user or password
	CustomRoots bool   `json:"customRoots,omitempty"` // SSL_CERT_FILE or SSL_CERT_DIR was set
}

func (Opened) eventClass() eventClass { return choiceClass }

// apply hands the dossier over. What the former session had not released was not
// received, what it had released is unclear, and its open files are gone.
func (v Opened) apply(j *Journey, e Entry) error {
	if e.Session == "" || e.Session == j.holder.Session && !j.closed {
		return outOfTurnErrorf("this session holds the dossier already")
	}
	gone := CauseSessionGone
	if v.Reason != "" {
		gone = CauseTakenOver
	}
	for i := range j.needs {
		for k := range j.needs[i].slots {
			j.abandonSlot(&j.needs[i].slots[k], gone, e)
		}
	}
	switch j.check.State {
	case CheckAsked:
		j.check.State = CheckNone
	case CheckReleasing:
		j.check.State, j.check.Cause = CheckUnclear, gone
	}
	j.holder = Holder{Session: e.Session, Operator: e.Operator, Since: e.At, Reason: v.Reason}
	j.closed = false
	return nil
}

func (j *Journey) abandonSlot(s *slotState, gone Cause, e Entry) {
	switch s.state {
	case Sending:
		j.endUnsent(s.attempt, gone, TransferUnknown, e)
		s.state, s.cause, s.attempt = Failed, gone, 0
	case Awaiting: // EndedAt stays empty: its session may still get the answer
		j.attempts[s.attempt-1].State = AttemptUnclear
		j.attempts[s.attempt-1].Cause = gone
		s.state = Unclear
	case Chosen:
		s.state = Missing
		if s.wasSetAside { // the service still has it, and sending it again is no duplicate
			s.state = SetAside
		}
	}
}

// Closed ends the work on the dossier.
type Closed struct {
	Reason string `json:"reason"`
}

func (Closed) eventClass() eventClass { return choiceClass }

func (Closed) apply(j *Journey, _ Entry) error {
	if j.IsSending() || j.check.State == CheckAsked || j.check.State == CheckReleasing {
		return outOfTurnErrorf("something is on its way")
	}
	j.closed = true
	return nil
}
