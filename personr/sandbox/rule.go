package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Rule makes some requests go wrong. Every rule counts by itself the requests it fits; of the
// rules that are due for one request, the first in the script acts.
type Rule struct {
	// Call is one of Calls.
	Call string `json:"call"`
	// Nth is which fitting request is met, from 1. Zero: every one.
	Nth int `json:"nth"`
	// Applicant, DocType and SubType narrow the rule to requests with these fields (JSON bodies
	// only). Empty: any.
	Applicant string `json:"applicant"`
	DocType   string `json:"doc_type"`
	SubType   string `json:"sub_type"`
	// Do is what happens.
	Do Action `json:"do"`
}

// Point is a place in a request's body. Positive values are a number of bytes read.
type Point int64

// The named points. A Point is in JSON a positive number, or "before-body", "before-last-byte"
// or "after-last-byte". Without a Content-Length, before-last-byte is before-body.
const (
	AfterLastByte  Point = 0
	BeforeLastByte Point = -1
	BeforeBody     Point = -2
)

// UnmarshalJSON reads a point and refuses anything but the forms that the constants name.
func (p *Point) UnmarshalJSON(b []byte) error {
	named := map[string]Point{`"before-body"`: BeforeBody,
		`"before-last-byte"`: BeforeLastByte, `"after-last-byte"`: AfterLastByte}
	if v, ok := named[string(b)]; ok {
		*p = v
		return nil
	}
	var n int64
	if err := json.Unmarshal(b, &n); err != nil || n < 1 {
		return fmt.Errorf(`"at" must be a number of bytes from 1, "before-body", "before-last-byte" or "after-last-byte"`)
	}
	*p = Point(n)
	return nil
}

// The kinds of Action.
const (
	KindDelay       = "delay"           // the documented answer; only the delays of the action apply
	KindReset       = "reset"           // a TCP reset at the point At
	KindClose       = "close"           // an orderly end of the connection at the point At
	KindStatus      = "status"          // Status, Headers and Body or Page; early when At says so
	KindRedirect    = "redirect"        // Status (307 when zero) with Location
	KindAnswer      = "answer"          // the documented answer with Errors, Warnings, Echo, Drop
	KindCut         = "cut"             // the documented answer, its JSON cut after Bytes (half when zero)
	KindShort       = "short"           // as cut, but the header promises the whole length
	KindDrip        = "drip"            // the documented answer, one byte per Every (100 ms when zero)
	KindHuge        = "huge"            // the documented answer, padded to Bytes (2 MiB when zero)
	KindHugeHeaders = "huge-headers"    // the documented answer with Bytes of headers (128 KiB when zero)
	KindFlood       = "1xx-flood"       // Times informational answers (10,000 when zero), then the documented one
	KindGzip        = "gzip"            // the documented answer, compressed though the client did not ask
	KindDuplicate   = "duplicate-keys"  // the documented answer after contradicting keys of the same names
	KindOtherCase   = "other-case-keys" // the documented answer, its keys beginning in upper case
	KindRaw         = "raw"             // Body as it is, without a status line or headers of ours
)

// Kinds returns the values of Action.Kind, sorted.
func Kinds() []string {
	out := []string{KindDelay, KindReset, KindClose, KindStatus, KindRedirect, KindAnswer, KindCut,
		KindShort, KindDrip, KindHuge, KindHugeHeaders, KindFlood, KindGzip, KindDuplicate, KindOtherCase, KindRaw}
	slices.Sort(out)
	return out
}

// What happens to a connection after an answer that came before the end of the body.
const (
	ThenClose = "close" // close at once; what the client still sends is answered with a reset
	ThenReset = "reset" // reset at once
	ThenRead  = "read"  // read on to the end of the body, then close
)

// Pages of KindStatus and of KindRedirect.
const (
	PageCloudflare          = "cloudflare"           // Cloudflare's HTML, Server: cloudflare and CF-Ray
	PageCloudflareAnonymous = "cloudflare-anonymous" // the same HTML without the two headers
	PageChallenge           = "challenge"            // Cloudflare's challenge, with cf-mitigated
	PageHTML                = "html"                 // an HTML page of another server
	PageJSON                = "json"                 // the JSON the service has for this status
	PageEmpty               = "empty"                // no body
)

// Pages returns the values of Action.Page, sorted.
func Pages() []string {
	return []string{PageChallenge, PageCloudflare, PageCloudflareAnonymous, PageEmpty, PageHTML, PageJSON}
}

// Action is what happens to one request. Fields that a kind does not name are ignored by it, but
// for the delays, BytesPerSecond, Every, Keep and Headers, which apply to all kinds that read or
// answer.
type Action struct {
	// Kind is one of Kinds.
	Kind string `json:"kind"`
	// At is when to act: the zero value waits for the complete body.
	At Point `json:"at"`
	// Then is what follows an early answer: ThenClose (also when empty), ThenReset or ThenRead.
	Then string `json:"then"`
	// Status is the HTTP status of KindStatus and KindRedirect.
	Status int `json:"status"`
	// Headers are added to the answer; they replace ours of the same canonical name, and an
	// empty value removes ours.
	Headers map[string]string `json:"headers"`
	// Body is the answer's body (KindStatus, KindRedirect) or all its bytes (KindRaw).
	Body string `json:"body"`
	// Page is one of Pages and used when Body is empty; empty: PageJSON.
	Page string `json:"page"`
	// Location is where KindRedirect points.
	Location string `json:"location"`
	// Errors and Warnings replace the judge's for KindAnswer: strings, objects, anything. Nil
	// leaves both to the judge; when one is given, the other is empty.
	Errors   []json.RawMessage `json:"errors"`
	Warnings []json.RawMessage `json:"warnings"`
	// Echo replaces fields of the answer for KindAnswer, by the answer's names.
	Echo map[string]any `json:"echo"`
	// Drop names fields that are left out of the answer for KindAnswer.
	Drop []string `json:"drop"`
	// Bytes and Times are the amounts that some kinds name.
	Bytes int `json:"bytes"`
	Times int `json:"times"`
	// Every is the pause after each byte of the answer. In JSON a text such as "50ms".
	Every time.Duration `json:"-"`
	// DelayReading is waited before the body is read, DelayAnswer between the body and what
	// follows. In JSON "delay_reading" and "delay_answer", as texts.
	DelayReading time.Duration `json:"-"`
	DelayAnswer  time.Duration `json:"-"`
	// BytesPerSecond is how fast the body is read. Zero: as fast as it comes.
	BytesPerSecond int `json:"bytes_per_second"`
	// Keep says whether the service did what was asked before the action. Nil: what is likely:
	// it did, except for statuses that mean "refused" or "not reached": 3xx, 4xx other
	// than 408, and 521, 523, 525, 526, 530.
	Keep *bool `json:"keep"`
}

func (a *Action) keepsRequest() bool {
	switch {
	case a.Keep != nil:
		return *a.Keep
	case a.Kind == KindRedirect:
		return false
	case a.Kind != KindStatus || a.Status < 300 || a.Status == http.StatusRequestTimeout:
		return true
	}
	notReached := []int{521, 523, 525, 526, 530}
	return a.Status >= 500 && !slices.Contains(notReached, a.Status)
}

// refusalResponse is the response for an answer that only the script has.
func (a *Action) refusalResponse() response {
	if a.Kind == KindRedirect {
		return response{status: cmp.Or(a.Status, http.StatusTemporaryRedirect)}
	}
	return response{status: a.Status}
}

// scriptedFindings is the scripted finding, or nil when the judge is to find it.
func (a *Action) scriptedFindings() *findings {
	if a.Kind != KindAnswer || a.Errors == nil && a.Warnings == nil {
		return nil
	}
	return &findings{errs: remarkTexts(a.Errors), warnings: remarkTexts(a.Warnings)}
}

// remarkTexts keeps strings as they are and everything else as its JSON.
func remarkTexts(list []json.RawMessage) []string {
	out := []string{}
	for _, raw := range list {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			s = string(raw)
		}
		out = append(out, s)
	}
	return out
}

// scriptRules is the script with its counters.
type scriptRules struct {
	mu     sync.Mutex
	list   []Rule
	counts []int
}

func newScriptRules(list []Rule) *scriptRules {
	r := &scriptRules{}
	r.addRules(list...)
	return r
}

// addRules panics on a rule that ParseScript would refuse: such a rule is a mistake of the program.
func (r *scriptRules) addRules(list ...Rule) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for i, rule := range list {
		if err := rule.validate(); err != nil {
			panic(fmt.Sprintf("sandbox: rule %d: %v", i, err))
		}
		r.list = append(r.list, rule)
		r.counts = append(r.counts, 0)
	}
}

// needsFields says whether fields of the body matter for this call.
func (r *scriptRules) needsFields(call string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.list, func(rule Rule) bool {
		return rule.matchesCall(call) && rule.Applicant+rule.DocType+rule.SubType != ""
	})
}

// nextAction counts a request and returns what is to happen to it, or nil.
func (r *scriptRules) nextAction(call string, f bodyFields) *Action {
	r.mu.Lock()
	defer r.mu.Unlock()
	var act *Action
	for i := range r.list {
		rule := &r.list[i]
		if !rule.matchesCall(call) || !rule.matchesFields(f) {
			continue
		}
		r.counts[i]++
		if act == nil && (rule.Nth == 0 || rule.Nth == r.counts[i]) {
			chosen := rule.Do
			act = &chosen
		}
	}
	return act
}

func (r Rule) matchesCall(call string) bool { return r.Call == "*" || r.Call == call }

func (r Rule) matchesFields(f bodyFields) bool {
	fits := func(want, is string) bool { return want == "" || want == is }
	return fits(r.Applicant, f.applicant) && fits(r.DocType, f.docType) && fits(r.SubType, f.subType)
}
