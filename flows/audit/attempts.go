package audit

import (
	"slices"

	"dossier/assets"
	"dossier/flows"
)

// needs are what the flow asks for, with every attempt; behind them, what only
// an earlier flow or document asked for and was sent all the same.
func (t *tale) needs() []Need {
	list := []Need{}
	for _, n := range t.j.Checklist() {
		need := Need{Name: flows.Untrusted(n.Need.Name), Title: flows.Untrusted(n.Need.Title), Wanted: true, Slots: []Slot{}}
		if n.Chosen {
			d := documentOf(n.Document)
			need.Document = &d
		}
		for _, l := range n.Lines {
			need.Slots = append(need.Slots, Slot{
				Slot: l.Slot.String(), Side: l.Slot.Side, State: string(l.State), Ours: stateWords(l), Open: l.Open,
				Attempts: t.attempts(l.Slot),
			})
		}
		list = append(list, need)
	}
	for _, a := range t.j.Attempts() {
		if _, wanted := t.j.Line(a.Slot); !wanted {
			list = t.former(list, a.Slot)
		}
	}
	return list
}

// former adds a slot that is not wanted any more, once.
func (t *tale) former(list []Need, slot flows.Slot) []Need {
	i := slices.IndexFunc(list, func(n Need) bool { return n.Name.Is(slot.Need) })
	if i < 0 {
		i = len(list)
		list = append(list, Need{Name: flows.Untrusted(slot.Need), Title: flows.Untrusted(slot.Need)})
	}
	n := &list[i]
	if slices.ContainsFunc(n.Slots, func(s Slot) bool { return s.Slot == slot.String() }) {
		return list
	}
	n.Slots = append(n.Slots, Slot{
		Slot: slot.String(), Side: slot.Side, State: noLonger, Ours: "Not wanted any more: the flow or the document was changed.",
		Attempts: t.attempts(slot),
	})
	return list
}

func documentOf(d flows.Document) Document {
	return Document{
		Type: flows.Untrusted(string(d.Type)), Name: flows.Untrusted(assets.DocumentName(d.Type)),
		Country: flows.Untrusted(string(d.Country)), CountryName: flows.Untrusted(assets.CountryName(string(d.Country))),
	}
}

func (t *tale) attempts(slot flows.Slot) []Attempt {
	list := []Attempt{}
	for _, s := range t.j.Attempts() {
		if s.Slot == slot {
			list = append(list, t.attempt(s))
		}
	}
	return list
}

func (t *tale) attempt(s flows.Sent) Attempt {
	p := s.Picture
	a := Attempt{
		N: s.N, RetryOf: s.RetryOf, Document: documentOf(s.Document), SHA256: p.SHA256, Bytes: p.Bytes,
		MediaType: flows.Untrusted(p.MediaType), Pixels: p.Pixels, Operator: flows.Untrusted(s.Operator), Session: flows.Untrusted(s.Session),
		Chosen: p.ChosenAt, Released: s.ReleasedAt, Ended: s.EndedAt, Outcome: outcomeOf(s), Ours: outcomeWords(s),
		Cause: flows.Untrusted(string(s.Cause)), Status: s.Status, Message: s.Message, Ray: flows.Untrusted(s.Ray),
		Errors: remarks(s.Errors, true), Warnings: remarks(s.Warnings, false), Kept: []Kept{}, Reopened: s.Rejected,
	}
	for _, o := range p.Overrides {
		a.Overrides = append(a.Overrides, flows.Untrusted(o))
	}
	if s.Echo != (flows.Echo{}) {
		a.Echo = &s.Echo
	}
	for _, k := range s.Acknowledged {
		a.Kept = append(a.Kept, Kept{k.Code, assets.Explain(k.Code, false).Meaning, flows.Untrusted(k.Operator), k.At, flows.Untrusted(k.Reason)})
	}
	if d := s.Decision; d != nil {
		a.Decision = &Decision{d.Received, flows.Untrusted(d.Operator), d.At, flows.Untrusted(d.Reason)}
	}
	if aside, ok := t.aside[s.N]; ok {
		a.SetAside = &aside
	}
	return a
}

func remarks(items []flows.Remark, areErrors bool) []Remark {
	list := []Remark{}
	for _, r := range items {
		list = append(list, Remark{r.Code, r.Raw, assets.Explain(r.Code, areErrors).Meaning})
	}
	return list
}
