package audit

import (
	"dossier/assets"
	"dossier/flows"
	"dossier/flows/rejection"
)

// TippingOffNote goes with every reason of a final rejection.
const TippingOffNote = "For compliance only. The applicant must not be told these reasons, nor that there are any (tipping off)."

// findCheck is the record of check n. Entries that fit the journey have one.
func (st *story) findCheck(n int) *Check {
	for i := range st.checks {
		if st.checks[i].N == n {
			return &st.checks[i]
		}
	}
	return &Check{}
}

// recordStatusSeen notes a check that was started elsewhere, and a result.
func (st *story) recordStatusSeen(e flows.Entry, v flows.StatusSeen, before flows.Check) {
	now := st.journey.Check()
	if now.Elsewhere && now.Used > before.Used {
		st.checks = append(st.checks, Check{Elsewhere: true, Outcome: "seen in the status", Results: []Result{}})
	}
	changed := now.State != before.State || now.EndedAt != before.EndedAt
	if len(st.checks) == 0 || !now.HasResult() || !changed {
		return
	}
	c := &st.checks[len(st.checks)-1]
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
		secret := r.Verdict == VerdictRejectedFinal || words.Finality == rejection.Final
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

// finalityText says whether another try is possible and what that follows from.
func finalityText(v flows.StatusSeen) string {
	finality := rejection.FinalityOf(v.RejectType, v.Labels)
	text := assets.CheckWords(flows.CheckRejected).Long + " " + assets.FinalityWords(finality).Long
	switch {
	case rejection.FinalityOf(v.RejectType, nil) != rejection.Undocumented:
		return text + " The service says so."
	case finality != rejection.Undocumented:
		return text + " This is inferred from the labels: the service does not say."
	}
	return text
}
