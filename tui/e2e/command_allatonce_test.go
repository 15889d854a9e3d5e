package e2e

import (
	"slices"
	"strings"
	"testing"

	"dossier/tui/cli"
)

// TestUploadNamesAllThatIsWrongAtOnce proves that a wrong command line is answered once:
// with everything that is wrong as far as it can be known, and with nothing that is right.
// Nothing is recorded for it.
func TestUploadNamesAllThatIsWrongAtOnce(t *testing.T) {
	const (
		applicant = "--applicant: that is not an applicant ID"
		country   = "did you mean Australia (AUS) or Austria (AUT)?"
		flow      = "“KYC basc”: did you mean KYC basic?"
		need      = "“idntity”: did you mean identity?"
		docType   = "“PASPORT”: did you mean PASSPORT?"
		noType    = "--document is missing: identity=ID_CARD|"
		noCountry = "--country is missing"
		slip      = "“identity.frnt”: did you mean identity.front?"
		side      = "“back”: did you mean identity.back?"
		noSlot    = "picture 2 is for a slot that the flow does not have; it wants identity.front, selfie\n"
		twice     = "identity.front is given twice"
		noFile    = "identity.front: there is no such file"
		folder    = "selfie: this is a folder"
		token     = "no token; set PERSONR_TOKEN_FILE"
		size      = "--max-size takes a size"
		decide    = "--decide: no picture of this applicant is known here"
	)
	all := []string{applicant, country, flow, need, docType, noType, noCountry, slip, side, noSlot, twice, noFile, folder, token, size, decide}
	w := newCommandWorld(t)
	good, other := w.file("front.jpg"), w.file("selfie.jpg")
	gone := w.file("gone.jpg")
	for name, c := range map[string]struct {
		args    []string
		noToken bool
		want    []string
	}{
		"a flow and files":    {args: []string{"--applicant", anna, "--flow", "KYC basc", "--country", "AUS", "--document", "identity=ID_CARD", "identity.front=" + gone, "selfie=" + w.home}, want: []string{flow, noFile, folder}},
		"a flow alone":        {args: []string{"--applicant", anna, "--flow", "KYC basc", "--country", "AUS", "--document", "identity=ID_CARD", "identity.front=" + good}, want: []string{flow}},
		"a flow, no document": {args: []string{"--applicant", anna, "--flow", "KYC basc", "identity.front=" + good}, want: []string{flow, noType, noCountry}},
		"a flow and a need":   {args: []string{"--applicant", anna, "--flow", "KYC basc", "--country", "AUS", "--document", "idntity=ID_CARD", "selfie=" + other}, want: []string{flow, need}},
		"a flow and a type":   {args: []string{"--applicant", anna, "--flow", "KYC basc", "--country", "AUS", "--document", "identity=PASPORT", "identity=" + good}, want: []string{flow, docType}},
		"an ID and all else":  {args: []string{"--applicant", "x", "--flow", "KYC basc", "--country", "Astria", "--document", "identity=PASPORT", "identity.frnt=" + good, "selfie=" + w.home}, noToken: true, want: []string{applicant, country, flow, docType, slip, folder, token}},
		"a token and a file":  {args: []string{"--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=ID_CARD", "identity.front=" + gone}, noToken: true, want: []string{token, noFile}},
		"a token and a flow":  {args: []string{"--applicant", anna, "--flow", "KYC basc", "--country", "AUS", "--document", "identity=ID_CARD", "identity.front=" + good}, noToken: true, want: []string{token, flow}},
		"a size and a flow":   {args: []string{"--applicant", anna, "--max-size", "5GB", "--flow", "KYC basc", "--country", "AUS", "--document", "identity=ID_CARD", "identity.front=" + good}, want: []string{size, flow}},
		"a back too many":     {args: []string{"--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=PASSPORT", "identity=" + good, "identity.back=" + other}, want: []string{noSlot}},
		"a side twice":        {args: []string{"--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=PASSPORT", "identity=" + good, "identity.front=" + other}, want: []string{twice}},
		"a side alone":        {args: []string{"--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=ID_CARD", "identity.front=" + good, "back=" + other}, want: []string{side}},
		"a decision too soon": {args: []string{"--applicant", anna, "--flow", "KYC basic", "--country", "AUS", "--decide", "selfie=again", "--reason", "x"}, want: []string{decide}},
		"no flow, one side":   {args: []string{"--applicant", anna, "--country", "AUS", "identity=" + good}, want: []string{noType}},
	} {
		before := w.env["PERSONR_TOKEN"]
		if c.noToken {
			delete(w.env, "PERSONR_TOKEN")
		}
		code, out, errs := w.exec(append([]string{"upload"}, c.args...)...)
		w.env["PERSONR_TOKEN"] = before
		onlySettings := c.noToken && !strings.Contains(errs, "see dossier upload --help")
		if code != cli.ExitUsage && !(onlySettings && code == cli.ExitSignIn) || out != "" || len(w.entries(anna)) != 0 {
			t.Errorf("%s: exit %d, %d entries: %s%s", name, code, len(w.entries(anna)), out, errs)
		}
		for _, text := range all {
			wanted := slices.Contains(c.want, text)
			if strings.Contains(errs, text) != wanted || strings.Count(errs, text) > 1 {
				t.Errorf("%s: %q is wanted: %t\n%s", name, text, wanted, errs)
			}
		}
	}
}

// TestUploadNamesTheFlowThatADossierIsOn proves that an operator who gives another flow need
// not look for the right one.
func TestUploadNamesTheFlowThatADossierIsOn(t *testing.T) {
	w := newCommandWorld(t)
	w.upload("back.jpg")
	code, _, errs := w.run("upload", "--applicant", anna, "--flow", "KYC plus", "--decide", "selfie=again", "--reason", "x")
	for _, want := range []string{`this dossier is on "KYC basic"; give that name`, "--decide selfie: it is accepted, and only a picture that is unclear needs a decision"} {
		if code != cli.ExitUsage || !strings.Contains(errs, want) {
			t.Errorf("exit %d: %s\nlacks %q", code, errs, want)
		}
	}
}
