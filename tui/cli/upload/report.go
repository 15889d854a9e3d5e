package upload

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"dossier/assets"
	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/desk"
	"dossier/flows/foreign"
	"dossier/tui/cli"
	"dossier/tui/safe"
)

// slotResult is one slot on stdout. Version 1 of the schema; fields are only ever
// added.
type slotResult struct {
	Schema     int     `json:"schema"`
	Applicant  string  `json:"applicantId"`
	Slot       string  `json:"slot"`
	DocType    string  `json:"docType"`
	DocSubType *string `json:"docSubType"`
	Country    string  `json:"country"`
	SHA256     string  `json:"sha256"`
	Bytes      int64   `json:"bytes"`
	// Attempt counts the requests of this slot from 1; 0: none was made.
	Attempt int    `json:"attempt"`
	State   string `json:"state"`
	// Cause is why the picture was not sent, not accepted, or is unclear: a word of
	// flows.Cause, or flows.AnswerMismatch; "" where the state says all.
	Cause string `json:"cause"`
	// Transfer is how much of the picture left this computer, at most: none, part, all.
	Transfer string `json:"transfer"`
	// Status is the HTTP status of the latest answer; 0 without one.
	Status int `json:"status"`
	// Message is what the service said, as it came.
	Message foreign.Text `json:"message"`
	// Errors and Warnings are the service's.
	Errors   []json.RawMessage `json:"errors"`
	Warnings []json.RawMessage `json:"warnings"`
	// LocalError and LocalWarnings are what a look at the given file found before
	// anything was sent; null and [] where there was nothing, or no look.
	LocalError    *localFinding  `json:"localError"`
	LocalWarnings []localFinding `json:"localWarnings"`
	// Damaged is why the dossier cannot be believed: State is then where it stood before
	// its first damaged entry. "" when nothing is wrong with it.
	Damaged string `json:"damaged"`
	// Run is about this run, which need not be the one that made the attempt.
	Run runConnection `json:"run"`
}

// runConnection is how this run reaches the service.
type runConnection struct {
	Proxy       string `json:"proxy"`       // host and port; "": none is set for the service
	CustomRoots bool   `json:"customRoots"` // SSL_CERT_FILE or SSL_CERT_DIR is set
}

// localFinding is one thing that a look at a file found. The code is for programs.
type localFinding struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// printResults prints a line for every slot that a picture was given for, or that
// has one.
func (u *uploadRun) printResults() {
	for _, l := range u.currentJourney().Lines() {
		k := u.looks[l.Slot]
		if k == nil && !u.isGiven(l.Slot) && !isForChosenDocument(l) {
			continue
		}
		line, _ := json.Marshal(u.newSlotResult(l)) // never fails: what is raw in it is JSON
		fmt.Fprintln(u.s.Env.Out, audit.EscapeASCII(string(line)))
		code := u.slotExitCode(l)
		u.exitCodes = append(u.exitCodes, code)
		if (code != cli.ExitSuccess || len(l.Open) > 0) && u.held && !u.isRejected(l.Slot) { // otherwise it was printed before
			fmt.Fprintf(u.s.Env.Err, "dossier: %s: %s\n", l.Slot, resultText(l, u.isGiven(l.Slot)))
		}
	}
	u.printCertificate()
}

// printCertificate says what was presented in place of the service's certificate.
func (u *uploadRun) printCertificate() {
	if text := cli.CertificateText(u.desk.Snapshot().Reachability.Certificate); text != "" {
		fmt.Fprintln(u.s.Env.Err, "dossier: the certificate:", text)
	}
}

// isGiven reports whether the command line has a file for the slot.
func (u *uploadRun) isGiven(slot flows.Slot) bool {
	given, _ := u.givenFiles(u.currentJourney()) // an error was reported before
	return given[slot] != ""
}

func (u *uploadRun) newSlotResult(l flows.SlotLine) slotResult {
	r := slotResult{
		Schema: 1, Applicant: u.applicant, Slot: l.Slot.String(), DocType: string(l.Document.Type),
		Country: string(l.Document.Country), State: stateWord(l), Cause: causeWord(l), Transfer: string(l.Transfer),
		Errors: []json.RawMessage{}, Warnings: []json.RawMessage{}, LocalWarnings: []localFinding{},
		Run: runConnection(u.s.Connection), Damaged: damageText(u.desk.Snapshot()),
	}
	if l.Slot.Side != flows.NoSide {
		side := string(l.Slot.Side)
		r.DocSubType = &side
	}
	if l.HasFile && l.State != flows.Missing {
		r.SHA256, r.Bytes = l.Picture.SHA256.String(), l.Picture.Bytes
	}
	if isForChosenDocument(l) {
		r.Attempt = u.currentJourney().SlotAttempt(l.Attempt.Number)
		r.Status, r.Message = l.Attempt.Status, l.Attempt.Message
		r.Errors, r.Warnings = rawRemarks(l.Attempt.Errors), rawRemarks(l.Attempt.Warnings)
	}
	if l.Assumed {
		r.Warnings = append(r.Warnings, json.RawMessage(`"`+flows.RemarksUnknown+`"`))
	}
	r.addLook(u.looks[l.Slot])
	return r
}

// damageText is why a dossier cannot be believed, "" when nothing is wrong with it.
func damageText(s desk.Snapshot) string {
	if !s.Damaged {
		return ""
	}
	return unusableProblem(s).Text
}

// addLook adds what was found before anything was sent.
func (r *slotResult) addLook(k *look) {
	if k == nil {
		return
	}
	for _, w := range k.warnings {
		r.LocalWarnings = append(r.LocalWarnings, localFinding{string(w.Code), w.Text()})
	}
	if k.problem != nil {
		r.LocalError = &localFinding{k.code, k.problem.Text}
	}
}

// causeWord is lineCause on stdout. An answer that names another applicant or document is
// a privacy incident, so it has a word of its own.
func causeWord(l flows.SlotLine) string {
	if l.State == flows.Unclear && l.Attempt.Kind == flows.AnswerMismatch {
		return string(flows.AnswerMismatch)
	}
	return string(lineCause(l))
}

// lineCause is why a slot's picture was not sent, not accepted, or is unclear.
func lineCause(l flows.SlotLine) flows.Cause {
	switch {
	case l.State == flows.Unclear, l.State == flows.Awaiting:
		return l.Attempt.Cause
	case !l.HasFailed() && l.State != flows.Refused:
		return ""
	case l.Cause == flows.CausePaused:
		return cmp.Or(l.Attempt.PausedBy, l.Cause)
	}
	return l.Cause
}

// givenNotChosen is said of a picture that the command line gave and that is not chosen.
const givenNotChosen = "It was given, but the run ended before it was chosen."

// resultText says where a slot stands when the run has ended. A picture that was given and
// was not rejected is not one that nobody has picked yet.
func resultText(l flows.SlotLine, isGiven bool) string {
	if isGiven && l.State == flows.Missing && !l.HasFailed() {
		return givenNotChosen
	}
	return slotText(l)
}

// slotText says where a slot stands, in the words of the wizard: with each error and
// open warning of the service and what it probably means, or what the service said
// where it named none.
func slotText(l flows.SlotLine) string {
	text := assets.SlotWords(l).Long
	switch {
	case !isForChosenDocument(l):
	case l.State == flows.Refused && len(l.Attempt.Errors) > 0:
		for _, r := range l.Attempt.Errors {
			text += remarkText(r.Code, true)
		}
	case l.State == flows.Accepted:
		for _, code := range l.Open {
			text += remarkText(code, false)
		}
	case !l.Attempt.Message.Empty():
		text += " It says: “" + safe.Line(l.Attempt.Message, safe.ListMax).String() + "”"
	}
	return text
}

func remarkText(code foreign.Text, isError bool) string {
	return " " + safe.Line(code, safe.ListMax).String() + ": " + assets.ExplainRemark(code, isError).Meaning
}

// isForChosenDocument reports whether the slot's latest request was for the document
// that is chosen now; one for another document says nothing about this one.
func isForChosenDocument(l flows.SlotLine) bool {
	return l.Tried && l.Attempt.Document.Type == l.Document.Type && l.Attempt.Document.Country == l.Document.Country
}

// rawRemarks are the service's elements as they came. One that is not JSON becomes a
// string: the line of the whole slot would be lost with it.
func rawRemarks(list []flows.Remark) []json.RawMessage {
	out := []json.RawMessage{}
	for _, r := range list {
		raw := json.RawMessage(foreign.Reveal(r.Raw))
		if !json.Valid(raw) {
			raw, _ = json.Marshal(string(raw))
		}
		out = append(out, raw)
	}
	return out
}

// stateWord is the state in one of the five words of the schema: what has not
// been sent, for whatever reason, is failed.
func stateWord(l flows.SlotLine) string {
	switch l.State {
	case flows.Accepted, flows.Refused, flows.Unclear, flows.SetAside:
		return string(l.State)
	case flows.Awaiting:
		return string(flows.Unclear)
	}
	return string(flows.Failed)
}

// slotExitCode is the exit code a slot asks for.
func (u *uploadRun) slotExitCode(l flows.SlotLine) cli.ExitCode {
	if u.isRejected(l.Slot) {
		return cli.WorstExitCode([]cli.ExitCode{u.looks[l.Slot].problem.Code, stateExitCode(l)})
	}
	return stateExitCode(l)
}

// stateExitCode is the exit code of where a slot stands.
func stateExitCode(l flows.SlotLine) cli.ExitCode {
	switch l.State {
	case flows.Accepted:
		return cli.ExitSuccess
	case flows.Unclear, flows.Awaiting:
		return cli.ExitUndecided
	case flows.Refused:
		if len(l.Attempt.Errors) > 0 {
			return cli.ExitRemarks
		}
		return cli.ExitFailure
	case flows.SetAside:
		return cli.ExitRemarks
	}
	return cli.ExitCode(assets.LineCauseText(l).Exit)
}

// checkExitCode is the exit code that a check which was not started asks for.
func checkExitCode(c flows.Check) cli.ExitCode {
	if c.Status == http.StatusUnauthorized {
		return cli.ExitSignIn
	}
	return cli.ExitCode(assets.StartCauseText(c).Exit)
}

// exitSentence says what the winning code means here: by the cause of the first
// picture or check that asks for it, else by the code alone.
func (u *uploadRun) exitSentence(code cli.ExitCode) string {
	for _, l := range u.currentJourney().Lines() {
		if l.HasFailed() && l.Cause != "" && u.slotExitCode(l) == code && !u.isRejected(l.Slot) {
			return causeSentence(assets.LineCauseText(l))
		}
	}
	c := u.currentJourney().Check()
	if u.start && c.State == flows.CheckNone && c.Cause != "" && checkExitCode(c) == code {
		return causeSentence(assets.StartCauseText(c))
	}
	return exitText(code)
}

func causeSentence(words assets.CauseWords) string {
	return assets.Clause(words.Fact) + ": " + words.Command
}

// finalProblem is the exit code of the run.
func (u *uploadRun) finalProblem() *cli.Problem {
	s := u.desk.Snapshot()
	if !s.IsHolder && !s.Damaged && s.Journey.Head() > 0 {
		u.exitCodes = append(u.exitCodes, cli.ExitOccupied)
	}
	code := cli.WorstExitCode(u.exitCodes)
	unusable := unusableProblem(s)
	if code == cli.ExitSuccess && unusable == nil {
		return nil
	}
	_, incident := u.currentJourney().Incident()
	switch {
	case unusable != nil:
		if s.Removed { // its entries can be believed: a picture may have been received
			unusable.Code = cmp.Or(code, unusable.Code)
		}
		return unusable // there is nothing left to decide on
	case incident:
		return cli.Problemf(code, "STOP: %s. %s %s Tell the person responsible and resolve it in the wizard", assets.Mismatch.Short, assets.Mismatch.Long, assets.NothingMore)
	case code == cli.ExitUndecided && u.currentJourney().Check().State == flows.CheckUnclear:
		return cli.Problemf(code, "%s It is not repeated. Run again later, or open the wizard: the status says", assets.StartCauseText(u.currentJourney().Check()).Meaning)
	}
	if code == cli.ExitOccupied && !u.held {
		return cli.Problemf(code, "%s", assets.NothingSentFromHere)
	}
	return &cli.Problem{Code: code, Text: u.exitSentence(code)}
}

// exitText is what a code means and what to do now.
func exitText(code cli.ExitCode) string {
	row, _ := assets.ExitCodeByNumber(int(code))
	return row.String()
}

// blockerText says what is in the way of a check; slots and requirements are
// handles of the flow file.
func blockerText(j flows.Journey, list []flows.Blocker) string {
	text := assets.JoinText(list, "; ", func(b flows.Blocker) string { return audit.BlockerText(j, b) })
	if slices.ContainsFunc(list, func(b flows.Blocker) bool { return b.Kind == flows.BlockWarning }) {
		text += "; look at the pictures with warnings, then --keep-warnings --reason TEXT"
	}
	return text
}
