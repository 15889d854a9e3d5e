package audit

import (
	"dossier/assets"
	"dossier/flows"
)

// TippingOff stands beside every reason of a final rejection.
const TippingOff = "For compliance only. The applicant must not be told these reasons, nor that there are any (tipping off)."

// hearCheck keeps what became of every check; the journey knows the latest only.
func (t *tale) hearCheck(e flows.Entry, before flows.Check) {
	who := flows.Untrusted(e.Operator)
	switch v := e.Event.(type) {
	case flows.CheckConfirmed:
		t.checks = append(t.checks, Check{N: v.N, Operator: who, Confirmed: e.At, Outcome: "confirmed", Results: []Result{}})
	case flows.CheckReleased:
		c := t.check(v.N)
		c.Released, c.Outcome = e.At, "released"
	case flows.CheckAnswered:
		c := t.check(v.N)
		c.Answered, c.Outcome, c.Status, c.Message, c.Ray = e.At, "refused", v.Status, v.Message, flows.Untrusted(v.Ray)
		if v.Started {
			c.Outcome = "started"
		}
	case flows.CheckNotSent:
		c := t.check(v.N)
		c.Outcome, c.Cause = "not sent", flows.Untrusted(string(v.Cause))
	case flows.CheckLost:
		c := t.check(v.N)
		c.Outcome, c.Cause, c.Status, c.Ray = "lost", flows.Untrusted(string(v.Cause)), v.Status, flows.Untrusted(v.Ray)
	case flows.CheckDecided:
		t.check(v.N).Decision = &Decision{Operator: who, At: e.At, Reason: flows.Untrusted(v.Reason)}
	case flows.StatusSeen:
		t.statusSeen(e, v, before)
	}
}

// check is the record of check n. Entries that fit the journey have one.
func (t *tale) check(n int) *Check {
	for i := range t.checks {
		if t.checks[i].N == n {
			return &t.checks[i]
		}
	}
	return &Check{}
}

// statusSeen notes a check that was started elsewhere, and a result.
func (t *tale) statusSeen(e flows.Entry, v flows.StatusSeen, before flows.Check) {
	now := t.j.Check()
	if now.Elsewhere && now.Used > before.Used {
		t.checks = append(t.checks, Check{Elsewhere: true, Outcome: "seen in the status", Results: []Result{}})
	}
	changed := now.State != before.State || now.EndedAt != before.EndedAt
	if len(t.checks) == 0 || !now.Over() || !changed {
		return
	}
	c := &t.checks[len(t.checks)-1]
	c.Results = append(c.Results, resultOf(e, v, now.State))
}

func resultOf(e flows.Entry, v flows.StatusSeen, state flows.CheckState) Result {
	r := Result{
		At: e.At, Status: v.Status, Answer: v.Answer, RejectType: v.RejectType, Labels: []Label{},
		Verdict: Approved, Ours: assets.StatusOf(v.Answer).Meaning,
	}
	switch state {
	case flows.CheckRejected:
		r.Verdict = RejectedRetry
	case flows.CheckFinal:
		r.Verdict = RejectedFinal
	}
	if r.Verdict != Approved {
		r.Ours = finalityWords(v)
	}
	for _, l := range v.Labels {
		words := assets.LabelOf(l)
		secret := r.Verdict == RejectedFinal || words.Finality == flows.Final
		if secret {
			r.Note = TippingOff
		}
		r.Labels = append(r.Labels, Label{l, words.Meaning, words.Finality.String(), words.Documented, secret})
	}
	if r.Verdict == RejectedFinal {
		r.Note = TippingOff
	}
	return r
}

// finalityWords says what it follows from that another try is possible or not.
func finalityWords(v flows.StatusSeen) string {
	said := flows.Verdict(v.RejectType, nil) != flows.Undocumented
	switch verdict := flows.Verdict(v.RejectType, v.Labels); {
	case said && verdict == flows.Final:
		return "Not passed; no other try. The service says so."
	case said:
		return "Not passed; another try is possible. The service says so."
	case verdict == flows.Final:
		return "Not passed; no other try. Inferred from a label: the service did not say."
	case verdict == flows.Retry:
		return "Not passed; another try is possible. Concluded from the labels: the service did not say."
	}
	return "Not passed. The service did not say whether another try is possible."
}
