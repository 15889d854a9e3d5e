package audit

import (
	"slices"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/decision"
	"dossier/flows/foreign"
)

// buildNeeds lists what the flow asks for, with every attempt; after it, what only an
// earlier flow or document asked for and was sent.
func (st *story) buildNeeds() []Need {
	list := []Need{}
	for _, n := range st.journey.Checklist() {
		need := Need{Name: foreign.Untrusted(n.Need.Name), Title: foreign.Untrusted(n.Need.Title), Wanted: true, Slots: []Slot{}}
		if n.Chosen {
			d := describeDocument(n.Document)
			need.Document = &d
		}
		for _, l := range n.Lines {
			need.Slots = append(need.Slots, Slot{
				Slot: l.Slot.String(), Side: l.Slot.Side, State: string(l.State), Ours: assets.SlotWords(l).Long, Open: l.Open,
				Decided: describeDecisions(l), TakenBack: describeTakeBack(l), Attempts: st.buildAttempts(l.Slot),
			})
		}
		list = append(list, need)
	}
	for _, a := range st.journey.Attempts() {
		if _, wanted := st.journey.Line(a.Slot); !wanted {
			list = st.addFormerSlot(list, a.Slot)
		}
	}
	return list
}

// addFormerSlot adds a slot that is not wanted any more, once.
func (st *story) addFormerSlot(list []Need, slot flows.Slot) []Need {
	i := slices.IndexFunc(list, func(n Need) bool { return n.Name.Is(slot.Need) })
	if i < 0 {
		i = len(list)
		list = append(list, Need{Name: foreign.Untrusted(slot.Need), Title: foreign.Untrusted(slot.Need)})
	}
	n := &list[i]
	if slices.ContainsFunc(n.Slots, func(s Slot) bool { return s.Slot == slot.String() }) {
		return list
	}
	n.Slots = append(n.Slots, Slot{
		Slot: slot.String(), Side: slot.Side, State: noLongerWanted, Ours: "Not wanted any more: the flow or the document was changed.",
		Attempts: st.buildAttempts(slot),
	})
	return list
}

func describeDecisions(l flows.SlotLine) []PictureDecision {
	var list []PictureDecision
	for _, d := range decision.About(l) {
		list = append(list, PictureDecision{
			d.Kind, assets.DecisionWords(d.Kind).Long, d.Code, foreign.Untrusted(d.Operator), d.At, foreign.Untrusted(d.Reason),
		})
	}
	return list
}

// describeTakeBack says who took the slot's picture back; nil when nobody did.
func describeTakeBack(l flows.SlotLine) *TakeBack {
	if !l.IsTakenBack() {
		return nil
	}
	return &TakeBack{foreign.Untrusted(l.TakenBack.Operator), l.TakenBack.At}
}

func describeDocument(d flows.Document) Document {
	return Document{
		Type: foreign.Untrusted(string(d.Type)), Name: foreign.Untrusted(assets.DocumentName(d.Type)),
		Country: foreign.Untrusted(string(d.Country)), CountryName: foreign.Untrusted(assets.CountryName(string(d.Country))),
	}
}

func (st *story) buildAttempts(slot flows.Slot) []Attempt {
	list := []Attempt{}
	for _, s := range st.journey.Attempts() {
		if s.Slot == slot {
			list = append(list, st.buildAttempt(s))
		}
	}
	return list
}

func (st *story) buildAttempt(s flows.Attempt) Attempt {
	p := s.Picture
	a := Attempt{
		N: s.Number, RetryOf: s.RetryOf, Document: describeDocument(s.Document), SHA256: p.SHA256, Bytes: p.Bytes,
		MediaType: foreign.Untrusted(p.MediaType), Pixels: p.Pixels, Operator: foreign.Untrusted(s.Operator), Session: foreign.Untrusted(s.Session),
		Chosen: p.ChosenAt, Released: s.ReleasedAt, Ended: s.EndedAt, Transfer: s.Transfer, Outcome: attemptOutcome(s), Ours: outcomeText(s),
		Cause: foreign.Untrusted(string(s.Cause)), Status: s.Status, Message: s.Message, Ray: foreign.Untrusted(s.Ray),
		Errors: explainRemarks(s.Errors, true), Warnings: explainRemarks(s.Warnings, false), Kept: []Acknowledgement{}, Reopened: s.Rejected,
	}
	for _, o := range p.Overrides {
		a.Overrides = append(a.Overrides, foreign.Untrusted(o))
	}
	if s.Echo != (flows.Echo{}) {
		a.Echo = &s.Echo
	}
	for _, k := range s.Acknowledged {
		a.Kept = append(a.Kept, Acknowledgement{k.Code, assets.ExplainRemark(k.Code, false).Meaning, foreign.Untrusted(k.Operator), k.At, foreign.Untrusted(k.Reason)})
	}
	if d := s.Decision; d != nil {
		a.Decision = &Decision{d.Received, foreign.Untrusted(d.Operator), d.At, foreign.Untrusted(d.Reason)}
	}
	if aside, ok := st.setAside[s.Number]; ok {
		a.SetAside = &aside
	}
	return a
}

func explainRemarks(items []flows.Remark, areErrors bool) []Remark {
	list := []Remark{}
	for _, r := range items {
		list = append(list, Remark{r.Code, r.Raw, assets.ExplainRemark(r.Code, areErrors).Meaning})
	}
	return list
}
