package audit

import (
	"dossier/assets"
	"dossier/flows"
	"dossier/flows/foreign"
)

// TippingOffNote stands beside every reason of a final rejection.
const TippingOffNote = "For compliance only. The applicant must not be told these reasons, nor that there are any (tipping off)."

// applyCheckEvent keeps what became of every check; the journey knows the latest only.
func (t *story) applyCheckEvent(e flows.Entry, before flows.Check) {
	who := foreign.Untrusted(e.Operator)
	switch v := e.Event.(type) {
	case flows.CheckConfirmed:
		t.checks = append(t.checks, Check{N: v.N, Operator: who, Confirmed: e.At, Outcome: "confirmed", Results: []Result{}})
	case flows.CheckReleased:
		c := t.findCheck(v.N)
		c.Released, c.Outcome = e.At, "released"
	case flows.CheckAnswered:
		c := t.findCheck(v.N)
		c.Answered, c.Outcome, c.Status, c.Message, c.Ray = e.At, "refused", v.Status, v.Message, foreign.Untrusted(v.Ray)
		if v.Started {
			c.Outcome = "started"
		}
	case flows.CheckNotSent:
		c := t.findCheck(v.N)
		c.Outcome, c.Cause = "not sent", foreign.Untrusted(string(v.Cause))
	case flows.CheckLost:
		c := t.findCheck(v.N)
		c.Outcome, c.Cause, c.Status, c.Ray = "lost", foreign.Untrusted(string(v.Cause)), v.Status, foreign.Untrusted(v.Ray)
	case flows.CheckDecided:
		t.findCheck(v.N).Decision = &Decision{Operator: who, At: e.At, Reason: foreign.Untrusted(v.Reason)}
	case flows.StatusSeen:
		t.applyStatusSeen(e, v, before)
	}
}

// findCheck is the record of check n. Entries that fit the journey have one.
func (t *story) findCheck(n int) *Check {
	for i := range t.checks {
		if t.checks[i].N == n {
			return &t.checks[i]
		}
	}
	return &Check{}
}

// applyStatusSeen notes a check that was started elsewhere, and a result.
func (t *story) applyStatusSeen(e flows.Entry, v flows.StatusSeen, before flows.Check) {
	now := t.journey.Check()
	if now.Elsewhere && now.Used > before.Used {
		t.checks = append(t.checks, Check{Elsewhere: true, Outcome: "seen in the status", Results: []Result{}})
	}
	changed := now.State != before.State || now.EndedAt != before.EndedAt
	if len(t.checks) == 0 || !now.HasResult() || !changed {
		return
	}
	c := &t.checks[len(t.checks)-1]
	c.Results = append(c.Results, newResult(e, v, now.State))
}

func newResult(e flows.Entry, v flows.StatusSeen, state flows.CheckState) Result {
	r := Result{
		At: e.At, Status: v.Status, Answer: v.Answer, RejectType: v.RejectType, Labels: []Label{},
		Verdict: VerdictApproved, Ours: assets.ExplainStatus(v.Answer).Meaning,
	}
	switch state {
	case flows.CheckRejected:
		r.Verdict = VerdictRejectedRetry
	case flows.CheckFinal:
		r.Verdict = VerdictRejectedFinal
	}
	if r.Verdict != VerdictApproved {
		r.Ours = finalityText(v)
	}
	for _, l := range v.Labels {
		words := assets.ExplainLabel(l)
		secret := r.Verdict == VerdictRejectedFinal || words.Finality == flows.Final
		if secret {
			r.Note = TippingOffNote
		}
		r.Labels = append(r.Labels, Label{l, words.Meaning, words.Finality.String(), words.Documented, secret})
	}
	if r.Verdict == VerdictRejectedFinal {
		r.Note = TippingOffNote
	}
	return r
}

// finalityText says what it follows from that another try is possible or not.
func finalityText(v flows.StatusSeen) string {
	finality := flows.FinalityOfRejection(v.RejectType, v.Labels)
	text := assets.CheckWords(flows.CheckRejected).Long + " " + assets.FinalityWords(finality).Long
	switch {
	case flows.FinalityOfRejection(v.RejectType, nil) != flows.Undocumented:
		return text + " The service says so."
	case finality != flows.Undocumented:
		return text + " This is inferred from the labels: the service does not say."
	}
	return text
}
