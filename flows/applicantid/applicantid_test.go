package applicantid_test

import (
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"dossier/flows"
	"dossier/flows/applicantid"
	"dossier/flows/foreign"
)

const (
	clock  = "1699236591586"
	random = "405886519539808060"
	id     = clock + "x" + random
	other  = "1670035114445x631333625381113500"
)

// A clipboard, a mail, a table, a terminal: what stands around and inside an ID there.
func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		text, id string
		outcome  applicantid.Outcome
	}{
		"typed":                   {id, id, applicantid.Whole},
		"blanks around":           {" \t" + id + "\r\n", id, applicantid.Whole},
		"short and alone":         {"1x2", "1x2", applicantid.Whole},
		"byte order mark first":   {"\uFEFF" + id, id, applicantid.Whole},
		"blank":                   {" \n\u200B", "", applicantid.Blank},
		"soft hyphen":             {clock + "x405886\u00AD519539808060", id, applicantid.Joined},
		"zero width space":        {clock + "x405886\u200B519539808060", id, applicantid.Joined},
		"word joiner":             {clock + "\u2060x" + random, id, applicantid.Joined},
		"direction marks":         {"\u202A" + clock + "\u202Cx\u2066" + random + "\u2069", id, applicantid.Joined},
		"variation selector":      {clock + "x\uFE0F" + random, id, applicantid.Joined},
		"wrapped by a mail":       {clock + "x405886519\r\n539808060", id, applicantid.Joined},
		"wrapped and indented":    {clock + "x405886519\n    539808060", id, applicantid.Joined},
		"no-break blank":          {clock + "x405886\u00A0519539808060", id, applicantid.Joined},
		"narrow blanks":           {"1\u202F699\u2009236\u202F591\u202F586x" + random, id, applicantid.Joined},
		"line separator":          {clock + "x405886\u2028519539808060", id, applicantid.Joined},
		"blanks around the x":     {clock + " x " + random, id, applicantid.Joined},
		"wrapped after a label":   {"Applicant: " + clock + "x405886\n519539808060\n", id, applicantid.Joined},
		"wrapped in a link":       {"https://enterprise.personr.co/dashboard/" + clock + "x405886\n519539808060", id, applicantid.Joined},
		"link":                    {"https://app.personr.test:8443/v2/applicants/" + id + "/docs?size=1024x768\n", id, applicantid.Embedded},
		"link's value":            {"https://app.personr.test/docs?t=1699236591586&applicant=" + id + "&page=2#top", id, applicantid.Embedded},
		"link without a scheme":   {"enterprise.personr.co/dashboard/" + id, id, applicantid.Embedded},
		"link with a full stop":   {"See https://enterprise.personr.co/" + id + ".", id, applicantid.Embedded},
		"the same ID twice":       {"[" + id + "](https://enterprise.personr.co/" + id + ")", id, applicantid.Embedded},
		"sentence":                {"Please check " + id + ", thanks.", id, applicantid.Embedded},
		"quoted":                  {"\"" + id + "\"", id, applicantid.Embedded},
		"label":                   {"applicant=" + id, id, applicantid.Embedded},
		"JSON":                    {`{"applicantId":"` + id + `"}`, id, applicantid.Embedded},
		"a cell and a name":       {id + "\tAnna Muster", id, applicantid.Embedded},
		"invisible in a sentence": {"ID " + clock + "x\u200B" + random + ".", id, applicantid.Joined},

		"tab inside":              {clock + "x405886\t519539808060", "", applicantid.Divided},
		"comma inside":            {clock + "x405886,519539808060", "", applicantid.Divided},
		"bar inside":              {clock + "x405886|519539808060", "", applicantid.Divided},
		"bar with blanks":         {clock + "x405886 | 519539808060", "", applicantid.Divided},
		"underscore inside":       {clock + "x405886_519539808060", "", applicantid.LongerText},
		"hyphen inside":           {clock + "x405886-519539808060", "", applicantid.LongerText},
		"hyphenated":              {clock + "x405886-\n519539808060", "", applicantid.LongerText},
		"quoted-printable":        {clock + "x405886=\n519539808060", "", applicantid.LongerText},
		"point inside":            {clock + "x405886.519539808060", "", applicantid.LongerText},
		"slash inside":            {clock + "x405886/519539808060", "", applicantid.LongerText},
		"mark-up inside":          {clock + "x405886<br>519539808060", "", applicantid.Divided},
		"letter inside":           {clock + "x4O5886519539808060", "", applicantid.LongerText},
		"capital X":               {clock + "X" + random, "", applicantid.LongerText},
		"multiplication sign":     {clock + "×" + random, "", applicantid.LongerText},
		"digits of other scripts": {clock + "x40588٦519539808060", "", applicantid.LongerText},
		"control character":       {clock + "x405886\x1b[0m519539808060", "", applicantid.LongerText},
		"broken text":             {clock + "x405886\xff519539808060", "", applicantid.LongerText},
		"letters beside":          {"id" + id, "", applicantid.LongerText},
		"underscore beside":       {"anna_" + id, "", applicantid.LongerText},
		"step of a link":          {"https://app.personr.test/" + clock + "x405886/519539808060", "", applicantid.LongerText},
		"encoded in a link":       {"https://app.personr.test/" + clock + "x405886%20519539808060", "", applicantid.LongerText},
		"slug in a link":          {"https://app.personr.test/anna-" + id, "", applicantid.LongerText},
		"link, then digits":       {"https://app.personr.test/" + clock + "x405886=\n519539808060", "", applicantid.Divided},
		"shortened":               {clock + "x405886…", "", applicantid.CutOff},
		"shortened with points":   {clock + "x405886...", "", applicantid.CutOff},
		"its short form":          {"…39808060", "", applicantid.CutOff},
		"a number after it":       {id + " 12", "", applicantid.MoreDigits},
		"a number before it":      {"5 " + id, "", applicantid.MoreDigits},
		"a number of a list":      {"5. " + id, "", applicantid.Divided},
		"a count after it":        {clock + "x405886\n2 pictures", "", applicantid.MoreDigits},
		"a date beside it":        {"2026-01-05 " + id, "", applicantid.LongerText},
		"two":                     {id + " and " + other, "", applicantid.Several},
		"two lines":               {id + "\n" + other, "", applicantid.Several},
		"two in a link":           {"https://app.personr.test/" + id + "?to=" + other, "", applicantid.Several},
		"link without":            {"https://app.personr.test/applicants", "", applicantid.NoID},
		"name":                    {"Anna Muster", "", applicantid.NoID},
		"size in a sentence":      {"it is 1024x768 large", "", applicantid.NoID},
		"digits":                  {"39808060", "", applicantid.NoX},
		"no end":                  {clock + "x", "", applicantid.OneSided},
		"two x":                   {"1x2x3", "", applicantid.ManyX},
		"too long":                {clock + "x" + strings.Repeat("1", 128), "", applicantid.TooLong},
	} {
		t.Run(name, func(t *testing.T) {
			if r := applicantid.Read(c.text); r.ID != c.id || r.Outcome != c.outcome {
				t.Errorf("%q is read as %q, outcome %d; want %q, %d", c.text, r.ID, r.Outcome, c.id, c.outcome)
			}
		})
	}
}

func TestRefusalsHoldWhatWasFound(t *testing.T) {
	for text, want := range map[string]struct {
		found []string
		sign  rune
	}{
		id + "\n" + other:                 {[]string{"…39808060", "…81113500"}, 0},
		clock + "x405886\t519539808060":   {[]string{clock + "x405886", "519539808060"}, '\t'},
		clock + "x405886 , 519539808060":  {[]string{clock + "x405886", "519539808060"}, ','},
		"anna_" + id + " x":               {[]string{"anna_" + id}, 0},
		strings.Repeat("1 ", 100) + "2x3": {[]string{"1", "1", "1", "1", "1", "1"}, 0},
	} {
		r := applicantid.Read(text)
		if len(r.Found) != len(want.found) || r.Sign != want.sign {
			t.Errorf("%q: %d parts, sign %q; want %q, %q", text, len(r.Found), r.Sign, want.found, want.sign)
			continue
		}
		for i, f := range r.Found {
			if !f.Is(want.found[i]) {
				t.Errorf("%q: part %d is not %q", text, i, want.found[i])
			}
		}
	}
}

// checkWhole is the rule: the ID that is ticked has all digits that were pasted. The
// same ID may stand there several times.
func checkWhole(read func(string) string, text string) bool {
	got := read(text)
	if got == "" {
		return true
	}
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsNumber(r) {
				return r
			}
			return -1
		}, s)
	}
	return flows.ValidApplicant(got) && strings.ReplaceAll(digits(text), digits(got), "") == "" && digits(text) != ""
}

func readID(text string) string { return applicantid.Read(text).ID }

// pastes draws an ID with anything inside and around it, digits too.
func pastes() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		signs := rapid.SampledFrom([]string{"", "", "", " ", "\n", "\t", ",", "|", "_", "-", ".", "\u200B", "\u00AD", "\u00A0",
			"…", "\r\n", "<br>", "%20", "=\n", "O", "x", ":", "#", "'", "(", ")", " and ", "/", "5", "\uFEFF", "\x00", "é", "½"})
		var b strings.Builder
		b.WriteString(signs.Draw(t, "before"))
		for _, r := range id {
			b.WriteRune(r)
			if rapid.IntRange(0, 9).Draw(t, "touch") == 0 {
				b.WriteString(signs.Draw(t, "inside"))
			}
		}
		b.WriteString(signs.Draw(t, "after"))
		b.WriteString(rapid.StringMatching(`([ ,\t][0-9a-zA-Z]{0,4}){0,2}`).Draw(t, "rest"))
		return b.String()
	})
}

func TestNoIDIsAPartOfTheDigitsPasted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		if text := pastes().Draw(t, "text"); !checkWhole(readID, text) {
			t.Fatalf("%q is read as %q", text, readID(text))
		}
	})
}

// A finder that takes a fragment for the whole breaks the rule, so the rule can be
// broken.
func TestThatRuleFindsAFinderOfFragments(t *testing.T) {
	fragment := func(text string) string {
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !strings.ContainsRune("0123456789x", r) }) {
			if flows.ValidApplicant(word) {
				return word
			}
		}
		return ""
	}
	broken := 0
	for seed := range 200 {
		if !checkWhole(fragment, pastes().Example(seed)) {
			broken++
		}
	}
	if broken < 50 {
		t.Errorf("a finder of fragments broke the rule in %d of 200 texts only", broken)
	}
}

// Two IDs are never one, whatever stands between them.
func TestTwoIDsAreNeverOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		between := rapid.SampledFrom([]string{" ", "\n", "\t", ",", "|", ", ", " and ", "\u200B", "_", "-", "/", "", "?a="}).Draw(t, "between")
		text := id + between + other
		if r := applicantid.Read(text); r.ID != "" || len(r.Found) == 0 {
			t.Fatalf("%q is read as %q", text, r.ID)
		}
	})
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{id, id + "\n" + other, clock + "x405\t886", "a.b/" + id + "/1", "…" + id, "\xff" + id, "https://a/" + id + "?b=" + id, "1 1x1 x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := applicantid.Read(text)
		if (r.ID != "") != (r.Outcome == applicantid.Whole || r.Outcome == applicantid.Embedded || r.Outcome == applicantid.Joined) {
			t.Fatalf("%q has the ID %q with the outcome %d", text, r.ID, r.Outcome)
		}
		if !strings.Contains(text, "/") && !checkWhole(readID, text) {
			t.Fatalf("%q is read as %q", text, r.ID)
		}
		for _, found := range r.Found {
			if found == (foreign.Text{}) {
				t.Fatalf("%q was refused with an empty part", text)
			}
		}
	})
}
