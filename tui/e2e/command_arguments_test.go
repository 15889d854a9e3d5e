package e2e

import (
	"strings"
	"testing"

	"dossier/tui/cli"
)

// TestUploadReadsACountryAsTheWizardDoes proves that --country and the country of
// --document take what the wizard's search takes for sure, and refuse a guess.
func TestUploadReadsACountryAsTheWizardDoes(t *testing.T) {
	for typed, want := range map[string]string{
		"AUT": "AUT", "aut": "AUT", "AT": "AUT", "Austria": "AUT", "Österreich": "AUT", "RKS": "XKX", "kosovo": "XKX", "Türkei": "TUR",
		"UNK": "", "Austr": "", "Atlantis": "",
	} {
		for place, args := range map[string][]string{
			"--country":  {"--country", typed, "--document", "identity=PASSPORT"},
			"--document": {"--document", "identity=PASSPORT:" + typed},
		} {
			w := newWorld(t)
			w.drawSamples("front.jpg")
			code, list, errs := w.run(append([]string{"upload", "--applicant", anna, "--flow", "KYC basic", "identity=" + w.file("front.jpg")}, args...)...)
			switch {
			case want == "" && (code != cli.ExitUsage || len(w.service.Uploads()) != 0 || !strings.Contains(errs, place+": that is no country's code or whole name")):
				t.Errorf("%s %s: exit %d: %s", place, typed, code, errs)
			case want != "" && (len(list) != 1 || list[0].Country != want):
				t.Errorf("%s %s: exit %d, %+v: %s", place, typed, code, list, errs)
			case strings.Contains(errs, "Atlantis"):
				t.Errorf("it repeats what was typed: %s", errs)
			}
		}
	}
}

// TestUploadReadsAnIDAsTheWizardDoes proves that an ID is taken whole, out of a link too,
// and never cut.
func TestUploadReadsAnIDAsTheWizardDoes(t *testing.T) {
	head, tail, _ := strings.Cut(anna, "x")
	for typed, ok := range map[string]bool{
		anna: true, "  " + anna + "\n": true, "https://app.example/applicants/" + anna + "?tab=1": true, head + "\u200bx" + tail: true,
		head + "x" + tail[:9] + "," + tail[9:]: false, head + "x" + tail[:9] + "\t" + tail[9:]: false, anna + "_1": false, anna + " " + bruno: false,
	} {
		w := newWorld(t)
		w.drawSamples("front.jpg")
		code, list, errs := w.run("upload", "--applicant", typed, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=PASSPORT", "identity="+w.file("front.jpg"))
		sent := len(w.service.Uploads())
		if ok && (len(list) != 1 || list[0].ApplicantID != anna || sent != 1) || !ok && (code != cli.ExitUsage || sent != 0) {
			t.Errorf("%q: exit %d, %d uploads: %s", typed, code, sent, errs)
		}
	}
}

// TestUploadNamesAllThatIsMissingAtOnce proves that what is missing is named in one go,
// each with its possible values, and with what was probably meant.
func TestUploadNamesAllThatIsMissingAtOnce(t *testing.T) {
	const (
		noApplicant = "--applicant is missing: the applicant's ID"
		noPicture   = "a picture is missing: SLOT=FILE, with a slot such as address.front, identity.back, identity.front, selfie"
		noFlow      = `--flow is missing, for a new dossier: "KYC basic", "KYC plus", "Identity only"`
		noDocument  = "--document is missing, for a new dossier: identity=ID_CARD|PASSPORT|DRIVERS|RESIDENCE_PERMIT"
		noCountry   = "--country is missing, or the country in --document NEED=TYPE:COUNTRY: AUS, AU or Australia"
	)
	w := newCommandWorld(t)
	front := "identity.front=" + w.file("front.jpg")
	for name, c := range map[string]struct {
		args []string
		want []string
	}{
		"nothing":             {nil, []string{noApplicant, noPicture, noFlow, noDocument, noCountry}},
		"no picture":          {[]string{"--applicant", anna}, []string{noPicture, noFlow, noDocument, noCountry}},
		"no applicant":        {[]string{front, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=ID_CARD"}, []string{noApplicant}},
		"no country":          {[]string{"--applicant", anna, front, "--document", "identity=ID_CARD", "--flow", "KYC basic"}, []string{noCountry}},
		"a new dossier":       {[]string{"--applicant", anna, front}, []string{"--flow is missing: one of", "--document is missing: identity=ID_CARD|", noCountry}},
		"a flow, no more":     {[]string{"--applicant", anna, front, "--flow", "KYC basic"}, []string{"--document is missing: identity=ID_CARD|", noCountry}},
		"a slip in a side":    {[]string{"--applicant", anna, "identity.fornt=x"}, []string{"“identity.fornt”: did you mean identity.front?", noFlow, noDocument, noCountry}},
		"a slip in a need":    {[]string{"--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=ID_CARD", "idenity.front=x"}, []string{"“idenity.front”: did you mean identity.front?"}},
		"a slip in a type":    {[]string{"--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=PASPORT", front}, []string{"it takes ID_CARD, PASSPORT", "“PASPORT”: did you mean PASSPORT?"}},
		"a slip in a flow":    {[]string{"--applicant", anna, "--flow", "KYC basik", "--country", "AUS", "--document", "identity=ID_CARD", front}, []string{"“KYC basik”: did you mean KYC basic?"}},
		"a slip in a country": {[]string{"--applicant", anna, "--flow", "KYC basic", "--country", "Austrya", "--document", "identity=ID_CARD", front}, []string{"did you mean Austria (AUT)?"}},
		"a slip in a choice":  {[]string{"--applicant", anna, "--decide", "selfie=recieved", "--reason", "x"}, []string{"“recieved”: did you mean received?"}},
	} {
		code, out, errs := w.exec(append([]string{"upload"}, c.args...)...)
		for _, want := range c.want {
			if code != cli.ExitUsage || out != "" || !strings.Contains(errs, want) {
				t.Errorf("%s: exit %d: %s%s\nlacks %q", name, code, out, errs, want)
			}
		}
		for _, other := range []string{noApplicant, noPicture, noFlow, noDocument, noCountry} {
			if strings.Count(errs, other) > 1 {
				t.Errorf("%s: said twice: %s", name, other)
			}
		}
		if len(w.entries(anna)) != 0 {
			t.Errorf("%s: something was recorded", name)
		}
	}
	if len(w.service.Uploads()) != 0 {
		t.Error("something was sent")
	}
}
