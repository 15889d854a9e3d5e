package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"dossier/flows"
	"dossier/flows/audit"
)

// result is one slot on stdout. Version 1 of the schema; fields are only ever
// added.
type result struct {
	Schema     int               `json:"schema"`
	Applicant  string            `json:"applicantId"`
	Slot       string            `json:"slot"`
	DocType    string            `json:"docType"`
	DocSubType *string           `json:"docSubType"`
	Country    string            `json:"country"`
	SHA256     string            `json:"sha256"`
	Bytes      int64             `json:"bytes"`
	Attempt    int               `json:"attempt"`
	State      string            `json:"state"`
	Errors     []json.RawMessage `json:"errors"`
	Warnings   []json.RawMessage `json:"warnings"`
}

// report prints a line for every slot that a picture was given for, or that
// has one.
func (u *run) report() {
	j := u.journey()
	given := map[flows.Slot]bool{}
	if slots, err := u.slots(j); err == nil {
		for _, s := range slots {
			given[s] = true
		}
	}
	for _, l := range j.Lines() {
		if !given[l.Slot] && !ofThisDocument(l) {
			continue
		}
		line, err := json.Marshal(u.result(l))
		if err == nil {
			fmt.Fprintln(u.s.Env.Out, audit.ASCII(string(line)))
		}
		code := u.codeOf(l)
		if code == Done {
			continue
		}
		u.codes = append(u.codes, code)
		if u.limbo[l.Slot] == nil && u.held { // otherwise it was told
			fmt.Fprintf(u.s.Env.Err, "dossier: %s: %s\n", l.Slot, audit.Where(l))
		}
	}
}

func (u *run) result(l flows.Line) result {
	r := result{
		Schema: 1, Applicant: u.applicant, Slot: l.Slot.String(), DocType: string(l.Document.Type),
		Country: string(l.Document.Country), State: stateWord(l), Errors: []json.RawMessage{}, Warnings: []json.RawMessage{},
	}
	if l.Slot.Side != flows.NoSide {
		side := string(l.Slot.Side)
		r.DocSubType = &side
	}
	if l.HasFile && l.State != flows.Missing {
		r.SHA256, r.Bytes = l.Picture.SHA256.String(), l.Picture.Bytes
	}
	if ofThisDocument(l) {
		r.Attempt = int(l.Attempt.N)
		r.Errors, r.Warnings = raw(l.Attempt.Errors), raw(l.Attempt.Warnings)
	}
	if l.Assumed {
		r.Warnings = append(r.Warnings, json.RawMessage(`"`+flows.RemarksUnknown+`"`))
	}
	return r
}

// ofThisDocument reports whether the slot's latest request was for the document
// that is chosen now; one for another document says nothing about this one.
func ofThisDocument(l flows.Line) bool {
	return l.Tried && l.Attempt.Document.Type == l.Document.Type && l.Attempt.Document.Country == l.Document.Country
}

func raw(list []flows.Remark) []json.RawMessage {
	out := []json.RawMessage{}
	for _, r := range list {
		out = append(out, json.RawMessage(flows.Reveal(r.Raw)))
	}
	return out
}

// stateWord is the state in one of the five words of the schema: what has not
// been sent, for whatever reason, is failed.
func stateWord(l flows.Line) string {
	switch l.State {
	case flows.Accepted, flows.Refused, flows.Unconfirmed, flows.Withdrawn:
		return string(l.State)
	case flows.Awaiting:
		return string(flows.Unconfirmed)
	}
	return string(flows.Failed)
}

// codeOf is the exit code a slot asks for.
func (u *run) codeOf(l flows.Line) Code {
	if p := u.limbo[l.Slot]; p != nil && l.State != flows.Accepted {
		return p.Code
	}
	switch l.State {
	case flows.Accepted:
		return Done
	case flows.Unconfirmed, flows.Awaiting:
		return Undecided
	case flows.Refused:
		if len(l.Attempt.Errors) > 0 {
			return Remarks
		}
		return Failure
	case flows.Withdrawn:
		return Remarks
	}
	return causeCode(l.Cause, 0)
}

func causeCode(cause flows.Cause, status int) Code {
	switch {
	case cause == flows.CauseSignIn || cause == flows.CausePaused || status == 401:
		return SignIn
	case cause == flows.CauseNoConnection || cause == flows.CauseProxy || cause == flows.CauseUntrusted || cause == flows.CauseEdge:
		return Network
	case cause == flows.CauseTakenOver:
		return Occupied
	}
	return Failure
}

// verdict is the exit code of the run.
func (u *run) verdict() error {
	if !u.desk.Snapshot().Holding && u.journey().Head() > 0 {
		u.codes = append(u.codes, Occupied)
	}
	code := first(u.codes)
	if code == Done {
		return nil
	}
	_, incident := u.journey().Incident()
	switch {
	case incident:
		return problem(code, "STOP: an answer named another applicant or document, so a picture may lie with somebody else; nothing more is sent, tell who is responsible and resolve it in the wizard")
	case spoilt(u.desk.Snapshot()) != nil:
		return problem(code, "%s", verdictText(Failure)) // there is nothing to decide on
	case code == Undecided && u.journey().Check().State == flows.CheckLostState:
		return problem(code, "the start may have arrived and its answer is lost; it is not repeated. Run again later, or open the wizard: the status tells")
	}
	if code == Occupied && !u.held {
		return problem(code, "nothing was sent from here")
	}
	return &Problem{Code: code, Text: verdictText(code)}
}

func verdictText(code Code) string {
	return map[Code]string{
		Failure:    "not everything was sent; see above",
		Remarks:    "the service reported errors; replace those pictures and run again",
		SignIn:     "the service refuses the token; get a valid one. Nothing of what failed was kept",
		Network:    "no connection; nothing of what failed was sent",
		Incomplete: "the checklist is incomplete; the check was not started",
		Undecided:  "something may have been received; decide with --decide SLOT=received|again --reason TEXT",
		Occupied:   "somebody else took this dossier over; nothing more was sent from here",
	}[code]
}

func blockerText(j flows.Journey, list []flows.Blocker) string {
	var parts []string
	keep := ""
	for _, b := range list {
		if b.Kind == flows.BlockWarning {
			keep = "; look at the pictures with warnings, then --keep-warnings --reason TEXT"
		}
		parts = append(parts, audit.Lacking(j, b))
	}
	return strings.Join(parts, "; ") + keep
}
