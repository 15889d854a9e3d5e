package assets

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/flows/rejection"
)

// published are the codes of errors[] and warnings[] that have been seen in
// print.
var published = strings.Fields(`
	forbiddenDocument differentDocTypeOrCountry missingImportantInfo dataNotReadable expiredDoc
	documentWayTooMuchOutside noIdDocFacePhoto selfieFaceBadQuality screenRecapture screenshot sameSides
	shouldBeMrzDocument shouldBeDoubleSided shouldBeDoublePaged documentDeclinedBefore grayscale mrzNotReadable
	docExpiresSoon missingDob incompleteDob
	badSelfie dataReadability inconsistentDocument maybeExpiredDoc documentTooMuchOutside typeOrCountryChanged`)

func TestEveryPublishedRemarkIsExplained(t *testing.T) {
	for _, code := range published {
		for _, isError := range []bool{true, false} {
			e := ExplainRemark(foreign.Untrusted(code), isError)
			if !e.Known || !strings.HasPrefix(e.Meaning, "Probably ") {
				t.Errorf("%s: %+v", code, e)
			}
			checkSentences(t, code, e.Meaning, e.Remedy, e.ForApplicant)
			if kept := strings.HasPrefix(e.Remedy, "Keep it if "); kept == isError {
				t.Errorf("%s, error %v: %s", code, isError, e.Remedy)
			}
		}
	}
	if len(remarkExplanations) != len(published) {
		t.Errorf("%d codes explained, %d published", len(remarkExplanations), len(published))
	}
}

func checkSentences(t *testing.T, code string, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if text == "" || strings.TrimSpace(text) != text || !strings.ContainsRune(".?", rune(text[len(text)-1])) ||
			strings.ToUpper(text[:1]) != text[:1] {
			t.Errorf("%s: %q is no sentence for a screen", code, text)
		}
	}
}

func TestUnknownRemarkIsNotGuessed(t *testing.T) {
	for _, code := range []string{"", "blurred", "DATANOTREADABLE", "dataNotReadable ", "x\x1b[2J"} {
		for _, isError := range []bool{true, false} {
			e := ExplainRemark(foreign.Untrusted(code), isError)
			if e.Known || e.Meaning != "The service gave this code; its meaning is not documented." {
				t.Errorf("%q: %+v", code, e)
			}
		}
	}
}

func TestOwnCodesAreCertain(t *testing.T) {
	for _, code := range []string{flows.RemarksUnknown, flows.RemarksSilent} {
		e := ExplainRemark(foreign.Untrusted(code), false)
		if !e.Known || strings.HasPrefix(e.Meaning, "Probably") || e.ForApplicant != "" {
			t.Errorf("%s: %+v", code, e)
		}
		checkSentences(t, code, e.Meaning, e.Remedy)
	}
}

const (
	manualLabels = `LOW_QUALITY NOT_DOC ID_INVALID INCOMPLETE_DOC UNSATISFACTORY_PHOTOS DOC_PAGE_MISSING DOC_DAMAGED
		PROB_APPLICANT_DATA GRAPHIC_EDITOR DOC_DEPRIVED FRONT_SIDE_MISSING BACK_SIDE_MISSING SCREENSHOTS
		BLACK_AND_WHITE EXPIRATION_DATE UNFILLED_DOC`
	furtherRetry = `BAD_SELFIE BAD_VIDEO_SELFIE BAD_FACE_MATCHING BAD_PROOF_OF_IDENTITY BAD_PROOF_OF_ADDRESS
		BAD_PROOF_OF_PAYMENT SELFIE_WITH_PAPER INCOMPATIBLE_LANGUAGE WRONG_ADDRESS ADDITIONAL_DOCUMENT_REQUIRED
		NOT_ALL_CHECKS_COMPLETED REQUESTED_DATA_MISMATCH BAD_AVATAR OTHER NOT_DOCUMENT INCOMPLETE_DOCUMENT
		DOCUMENT_PAGE_MISSING DOCUMENT_DAMAGED DIGITAL_DOCUMENT UNFILLED_ID DOCUMENT_DEPRIVED
		PROBLEMATIC_APPLICANT_DATA MORE_DOCUMENTS_REQUIRED UNSUITABLE_DOCUMENT`
	furtherFinal = `FORGERY CRIMINAL SANCTIONS COMPROMISED_PERSONS WATCHLIST DOCUMENT_TEMPLATE SPAM SELFIE_MISMATCH
		FOREIGNER DUPLICATE WRONG_USER_REGION BLACKLIST BLOCKLIST REGULATIONS_VIOLATIONS INCONSISTENT_PROFILE
		AGE_REQUIREMENT_MISMATCH EXPERIENCE_REQUIREMENT_MISMATCH PEP ADVERSE_MEDIA FRAUDULENT_PATTERNS
		FRAUDULENT_LIVENESS STOLEN_DOCS EXTERNAL_DECISION_REJECTION`
)

func TestEveryLabelIsExplained(t *testing.T) {
	for name := range strings.FieldsSeq(manualLabels + " " + furtherRetry) {
		l := ExplainLabel(foreign.Untrusted(name))
		documented := strings.Contains(" "+strings.Join(strings.Fields(manualLabels), " ")+" ", " "+name+" ")
		if !l.Known || l.Finality != rejection.Retry || l.Documented != documented || l.Concerns == 0 {
			t.Errorf("%s: %+v", name, l)
		}
		checkSentences(t, name, l.Meaning, l.Remedy, l.ForApplicant)
	}
	for name := range strings.FieldsSeq(furtherFinal) {
		l := ExplainLabel(foreign.Untrusted(name))
		if !l.Known || l.Finality != rejection.Final || l.Documented || !strings.HasPrefix(l.Meaning, "Probably ") {
			t.Errorf("%s: %+v", name, l)
		}
		checkSentences(t, name, l.Meaning, l.Remedy)
	}
}

// Every word for the applicant has to belong to a label that allows another
// try, whatever the tables come to hold.
func TestNobodyIsTippedOff(t *testing.T) {
	for code := range retryLabels {
		if rejection.LabelFinality(code) != rejection.Retry {
			t.Errorf("there are words for the applicant, and the finality is %v", rejection.LabelFinality(code))
		}
	}
	for code := range finalLabels {
		l := ExplainLabel(code)
		if l.Finality != rejection.Final || l.ForApplicant != "" || !strings.Contains(l.Remedy, "compliance") || l.Concerns != 0 {
			t.Errorf("%+v", l)
		}
	}
	if l := ExplainLabel(foreign.Untrusted("NEVER_HEARD_OF")); l.Known || l.Documented || l.ForApplicant != "" || l.Finality != rejection.Undocumented {
		t.Errorf("an unknown label: %+v", l)
	}
}

func TestLabelSlots(t *testing.T) {
	slots := []SlotInfo{
		{flows.Slot{Need: "identity", Side: flows.Front}, flows.IDCard},
		{flows.Slot{Need: "identity", Side: flows.Back}, flows.IDCard},
		{flows.Slot{Need: "selfie"}, flows.Selfie},
		{flows.Slot{Need: "address", Side: flows.Front}, flows.UtilityBill},
	}
	second := append(slots[:len(slots):len(slots)], SlotInfo{flows.Slot{Need: "second", Side: flows.Front}, flows.Passport})
	for _, c := range []struct {
		label string
		slots []SlotInfo
		want  string
		ask   bool
	}{
		{"FRONT_SIDE_MISSING", slots, "[identity.front]", false},
		{"BACK_SIDE_MISSING", slots, "[identity.back]", false},
		{"BACK_SIDE_MISSING", slots[2:], "[]", true},
		{"EXPIRATION_DATE", slots, "[identity.front identity.back]", false},
		{"BAD_SELFIE", slots, "[selfie]", false},
		{"BAD_PROOF_OF_ADDRESS", slots, "[address.front]", false},
		{"LOW_QUALITY", slots, "[]", true},
		{"EXPIRATION_DATE", second, "[]", true},
		{"BACK_SIDE_MISSING", second, "[identity.back]", false},
		{"DOCUMENT_DAMAGED", slots, "[identity.front identity.back]", false},
		{"FORGERY", slots, "[]", false},
		{"NEVER_HEARD_OF", slots, "[]", true},
	} {
		got, ask := SlotsForLabel(foreign.Untrusted(c.label), c.slots)
		if fmt.Sprint(got) != c.want || ask != c.ask {
			t.Errorf("%s: %v, ask %v, want %s, %v", c.label, got, ask, c.want, c.ask)
		}
	}
}

func TestStatuses(t *testing.T) {
	for _, word := range []string{"Created", "Pre-Checked", "Pending", "Reviewed", "Approved", "Rejected"} {
		for _, spelling := range []string{word, strings.ToLower(word), strings.ToUpper(word)} {
			s := ExplainStatus(foreign.Untrusted(spelling))
			if !s.Known {
				t.Errorf("%s is not known", spelling)
			}
			checkSentences(t, spelling, s.Meaning)
		}
	}
	for _, word := range []string{"", "PreChecked", "onHold", "Pending "} {
		if s := ExplainStatus(foreign.Untrusted(word)); s.Known || s.Meaning == "" {
			t.Errorf("%q: %+v", word, s)
		}
	}
}

func TestEveryCauseHasWords(t *testing.T) {
	constants := enumConstants(t, "Cause")
	if len(constants) < 20 {
		t.Fatalf("found only %d causes in the source", len(constants))
	}
	for name, cause := range constants {
		if _, ok := verdictTexts[verdictNotReceived][cause]; !ok {
			t.Errorf("%s has no words", name)
		}
		if fact := CauseFact(cause); strings.Contains(fact, "picture") || strings.Contains(fact, "othing was sent") {
			t.Errorf("%s: %q speaks of a picture", name, fact)
		}
	}
	if rows := len(verdictTexts[verdictNotReceived]); rows != len(constants) {
		t.Errorf("%d causes have words, %d exist", rows, len(constants))
	}
	for v, table := range verdictTexts {
		for cause, w := range table {
			for _, text := range []string{w.Meaning, w.Remedy} {
				if len([]rune(text)) > 62 {
					t.Errorf("%s, verdict %d: %d columns: %s", cause, v, len([]rune(text)), text)
				}
			}
		}
	}
}

// enumConstants reads the constants of an enum of package flows, or of one below it
// ("decision.Kind"), from its source, so that a new one cannot be forgotten in a table here.
func enumConstants(t *testing.T, enum string) map[string]flows.Cause {
	t.Helper()
	folder := "../flows"
	if below, name, ok := strings.Cut(enum, "."); ok {
		folder, enum = filepath.Join(folder, below), name
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	found := make(map[string]flows.Cause)
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && fmt.Sprint(spec.Type) == enum && len(spec.Values) == 1 {
				if value, ok := spec.Values[0].(*ast.BasicLit); ok {
					text, err := strconv.Unquote(value.Value)
					if err != nil {
						t.Fatal(err)
					}
					found[spec.Names[0].Name] = flows.Cause(text)
				}
			}
			return true
		})
	}
	return found
}

func TestEveryStateOfASlotHasWords(t *testing.T) { checkTable(t, "State", slotStates) }

func TestEveryDecisionHasWords(t *testing.T) {
	checkTable(t, "decision.Kind", pictureDecisions)
}

func TestEveryStateOfACheckHasWords(t *testing.T) { checkTable(t, "CheckState", checkStates) }

func TestEveryFinalityHasWords(t *testing.T) {
	for f := rejection.Undocumented; f <= rejection.Final; f++ {
		checkWords(t, f.String(), finalities[f])
	}
	if unknown := rejection.Finality(len(finalities)); unknown.String() != rejection.Undocumented.String() {
		t.Errorf("%s has no words", unknown)
	}
}

// checkTable fails for every constant of an enum without a row, and for every
// row without a constant.
func checkTable[K ~string](t *testing.T, enum string, table map[K]Words) {
	t.Helper()
	constants := enumConstants(t, enum)
	for name, value := range constants {
		checkWords(t, name, table[K(value)])
	}
	if len(table) != len(constants) || len(table) == 0 {
		t.Errorf("%s: %d rows, %d constants", enum, len(table), len(constants))
	}
}

func checkWords(t *testing.T, name string, w Words) {
	t.Helper()
	checkSentences(t, name, w.Long)
	if w.Short == "" || Clause(w.Short) != w.Short {
		t.Errorf("%s: %q is no short form", name, w.Short)
	}
}

func TestEveryBlockerHasWords(t *testing.T) {
	constants := enumConstants(t, "BlockerKind")
	for name, value := range constants {
		if text := blockers[flows.BlockerKind(value)]; text == "" || Clause(text) != text {
			t.Errorf("%s: %q is no clause", name, text)
		}
	}
	if len(blockers) != len(constants) || len(blockers) == 0 {
		t.Errorf("%d rows, %d constants", len(blockers), len(constants))
	}
}

func TestABlockerIsSaidInTheWordsOfItsSlot(t *testing.T) {
	busy := flows.Blocker{Kind: flows.BlockBusy, Slot: flows.Slot{Need: "identity", Side: flows.Front}}
	if got := BlockerText(flows.Journey{}, busy); got != "sent, no answer yet" {
		t.Errorf("of a slot that is not wanted any more: %q", got)
	}
}

func TestWordsForWhatWasDecidedAboutAPicture(t *testing.T) {
	for want, l := range map[string]flows.SlotLine{
		"Accepted.": {State: flows.Accepted},
		"Accepted with a warning that nobody has read.":                         {State: flows.Accepted, Open: []foreign.Text{{}}},
		"Accepted with a warning that somebody has read and kept.":              {State: flows.Accepted, Attempt: flows.Attempt{Acknowledged: make([]flows.Acknowledgement, 1)}},
		"Treated as received, without an answer of the service.":                {State: flows.Accepted, Attempt: flows.Attempt{Decision: &flows.Decision{Received: true}}},
		"Accepted; an operator sent it although something spoke against it.":    {State: flows.Accepted, Attempt: flows.Attempt{Picture: flows.Picture{Overrides: []string{"dark: read it"}}}},
		"Accepted; an operator said that the document has no back side.":        {State: flows.Accepted, Document: flows.Document{Type: flows.IDCard, Sides: []flows.Side{flows.Front}}},
		"The service wants another picture.":                                    {State: flows.Refused, Attempt: flows.Attempt{Errors: make([]flows.Remark, 1), Status: 400}},
		"Too large for the service: it has 580 kB.":                             {State: flows.Refused, Attempt: flows.Attempt{Cause: flows.CauseTooLarge, Status: 413, Picture: flows.Picture{Bytes: 579_784}}},
		"The service refused the request (HTTP 400).":                           {State: flows.Refused, Attempt: flows.Attempt{Status: 400}},
		"The service refused the request (HTTP 404); its address may be wrong.": {State: flows.Refused, Attempt: flows.Attempt{Status: 404}},
	} {
		if got := SlotWords(l).Long; got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestExitCodesAreRankedWithoutGaps(t *testing.T) {
	for i, code := range ExitPrecedence() {
		if c, ok := ExitCodeByNumber(code); !ok || c.Rank != i+1 {
			t.Errorf("code %d has rank %d, want %d", code, c.Rank, i+1)
		}
	}
	if text := ExitCodesText(); !strings.HasSuffix(text, "the first of 8, 7, 4, 3, 5, 9, 1, 6 is used.") {
		t.Error(text)
	}
}

func TestPhrases(t *testing.T) {
	for got, want := range map[string]string{
		CountText(1, "entry", "entries"):          "1 entry",
		NumberWord(2):                             "two",
		NumberWord(12):                            "12",
		CountText(2000, "entry", "entries"):       "2,000 entries",
		Sentence("it is too dark. take it again"): "It is too dark. Take it again.",
		Sentence("Done."):                         "Done.",
		Clause("Not sent."):                       "not sent",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// What to do about a pause, and the exit code, follow from what paused: nothing but
// the cause itself may decide that.
func TestAPauseIsExplainedByItsCause(t *testing.T) {
	for _, by := range []flows.Cause{flows.CauseSignIn, flows.CauseForbidden, flows.CauseUntrusted, flows.CauseExpired} {
		got := LineCauseText(flows.SlotLine{Cause: flows.CausePaused, Transfer: flows.TransferNone, Attempt: flows.Attempt{PausedBy: by}})
		if got.Exit != causeText(by, verdictNotReceived).Exit || got.Remedy != causeText(by, verdictNotReceived).Fact || got.Fact != got.Remedy || got.Command != causeText(by, verdictNotReceived).Command || got.Meaning != causeText(flows.CausePaused, verdictNotReceived).Meaning+" "+NothingWasSent.String() {
			t.Errorf("%s: %+v", by, got)
		}
	}
	if got := pausedCauseText(flows.CausePaused, "", verdictNotReceived); got != causeText(flows.CausePaused, verdictNotReceived) {
		t.Errorf("a pause of unknown cause: %+v", got)
	}
	if got := pausedCauseText(flows.CauseTooLarge, flows.CauseSignIn, verdictNotReceived); got != causeText(flows.CauseTooLarge, verdictNotReceived) {
		t.Errorf("not paused: %+v", got)
	}
}

// An expired certificate is a matter of dates. Only one that nobody known has issued,
// or that is for another host, can be an interception.
func TestOnlyAForeignCertificateIsAPossibleInterception(t *testing.T) {
	for _, c := range enumConstants(t, "Cause") {
		w := causeText(c, verdictNotReceived)
		foreign := c == flows.CauseUntrusted || c == flows.CauseWrongName
		if strings.Contains(w.Meaning+w.Remedy+w.Fact+w.Command, "nterception") != foreign {
			t.Errorf("%s: %+v", c, w)
		}
	}
}

func TestRetryText(t *testing.T) {
	const origin = "https://enterprise.personr.co/api/1.1/wf"
	for want, r := range map[string]flows.RetryState{
		"": {},
		"trying again (2 of 4), no connection to enterprise.personr.co since 16:02": {Number: 2, Of: 4, Cause: flows.CauseNoRoute},
		"trying again (1 of 2), sending stopped moving":                             {Number: 1, Of: 2, Cause: flows.CauseStalled},
	} {
		if got := RetryText(r, origin, "16:02"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
