package upload

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/cli"
)

// argumentReader reads the command line and gathers everything that is wrong with it:
// all of it is said at once. It repeats what was typed only where that resembles a word
// of ours.
type argumentReader struct {
	*uploadOptions
	flows      []flows.Flow
	hasCountry bool // --country was given, right or wrong
	hasFiles   bool // pictures were given, right or wrong
	wrong      []string
}

func (a *argumentReader) add(texts ...string) { a.wrong = append(a.wrong, texts...) }

// readArguments checks the command line and the settings that every run needs, and names
// everything that is wrong or missing.
func (o *uploadOptions) readArguments(ctx context.Context, shared *cli.Options, args []string) error {
	list, err := shared.LoadFlows()
	if err != nil {
		return err
	}
	a := &argumentReader{uploadOptions: o, flows: list, hasCountry: o.country != "", hasFiles: len(args) > 0}
	a.readApplicant(shared)
	o.country = string(a.readCountry("--country", o.country))
	o.browser = shared.FileBrowser()
	o.files, o.chosenDocuments = map[flows.Slot]string{}, map[string]flows.DocumentChosen{}
	for _, arg := range args {
		a.readFile(arg)
	}
	for _, d := range o.documents {
		a.readDocument(d)
	}
	for _, d := range o.decide {
		a.readDecision(d)
	}
	a.checkReasons()
	return a.problem(ctx, shared)
}

// problem names everything that is wrong or missing; nil when nothing is. What only a new
// dossier needs is named when something else is wrong: nobody knows yet whether there is
// one.
func (a *argumentReader) problem(ctx context.Context, shared *cli.Options) error {
	code, settings := shared.SettingProblems()
	a.addMissing(len(settings) > 0)
	if len(a.wrong) > 0 {
		code = cli.ExitUsage
	}
	if code == cli.ExitSuccess {
		return nil
	}
	a.addNewDossierProblems()
	a.add(settings...)
	a.add(a.pictureProblems(ctx, a.flows)...)
	if code == cli.ExitUsage {
		a.add("see dossier upload --help")
	}
	return cli.Problemf(code, "%s", strings.Join(a.wrong, "\n"))
}

func (a *argumentReader) readApplicant(shared *cli.Options) {
	if a.applicant == "" {
		a.add("--applicant is missing: the applicant's ID, such as " + cli.SampleApplicantID)
		return
	}
	id, err := shared.ReadApplicantID(a.applicant)
	if err != nil {
		a.add("--applicant: " + err.Error())
	}
	a.applicant = id
}

func (a *argumentReader) checkReasons() {
	if len(a.decide) > 0 && strings.TrimSpace(a.reason) == "" {
		a.add("--decide needs --reason")
	}
	if a.keepWarnings && strings.TrimSpace(a.reason) == "" {
		a.add("--keep-warnings needs --reason: the words of somebody who looked at the pictures")
	}
	if a.hasTakeOver && strings.TrimSpace(a.takeOver) == "" {
		a.add("--take-over needs a reason")
	}
}

// readCountry is the one country that text means, as the wizard finds it; a guess is
// refused, as the service would accept any word.
func (a *argumentReader) readCountry(where, text string) flows.Country {
	if text == "" {
		return ""
	}
	found, matches, ok := assets.FindCountry(text)
	if ok {
		return found.Code
	}
	a.add(where + ": that is no country's code or whole name; " + countryHint(text, matches))
	return ""
}

// maxHints is how many guesses are named at most.
const maxHints = 3

// countryHint asks for the countries that text may mean: those that the search lists,
// else those whose names are spelled nearly so.
func countryHint(text string, matches []assets.CountryMatch) string {
	if len(matches) == 0 {
		matches = misspelledCountries(text)
	}
	var names []string
	for _, m := range matches[:min(len(matches), maxHints)] {
		names = append(names, m.Name+" ("+string(m.Code)+")")
	}
	if len(names) == 0 {
		return "write it as in AUS, AU or Australia"
	}
	return cli.DidYouMean(names)
}

func misspelledCountries(text string) []assets.CountryMatch {
	all, names := assets.MatchCountry(""), []string{}
	for _, m := range all {
		names = append(names, m.Name)
	}
	found := cli.Suggest(text, names)
	return slices.DeleteFunc(all, func(m assets.CountryMatch) bool { return !slices.Contains(found, m.Name) })
}

func (a *argumentReader) readFile(arg string) {
	name, path, ok := strings.Cut(arg, "=")
	slot, err := flows.ParseSlot(name)
	a.given = append(a.given, givenPicture{slot, path})
	switch {
	case !ok || path == "":
		a.add("a picture is written SLOT=FILE, such as identity.front=a.jpg" + a.slotHint(name))
	case err != nil:
		a.add(fmt.Sprintf("picture %d: %s%s", len(a.given), err, a.slotHint(name)))
	case a.files[slot] != "":
		a.add("a slot is given two pictures")
	default:
		a.files[slot] = path
	}
}

// slotHint names the slot that was probably meant, after what was typed.
func (a *argumentReader) slotHint(typed string) string {
	return slotHint(typed, flowSlotNames(a.flows))
}

// slotHint is slipHint for a slot, of which people also type the side alone.
func slotHint(typed string, names []string) string {
	for _, name := range names {
		if typed != "" && strings.HasSuffix(name, "."+typed) {
			return "; “" + typed + "”: " + cli.DidYouMean([]string{name})
		}
	}
	return slipHint(typed, names)
}

// slipHint repeats what was typed and asks for the word that was probably meant; it is
// empty when nothing resembles it, or when it is one of the words.
func slipHint(typed string, words []string) string {
	found := cli.Suggest(typed, words)
	if len(found) == 0 || found[0] == typed {
		return ""
	}
	return "; “" + typed + "”: " + cli.DidYouMean(found)
}

func (a *argumentReader) readDocument(text string) {
	need, kind, ok := strings.Cut(text, "=")
	kind, country, _ := strings.Cut(kind, ":")
	if !ok || !flows.ValidNeedName(need) || kind == "" {
		a.add("--document is written NEED=TYPE or NEED=TYPE:COUNTRY, such as identity=ID_CARD")
		return
	}
	d := flows.DocumentChosen{Need: need, Type: flows.DocType(kind), Country: flows.Country(a.country)}
	if country != "" {
		d.Country = a.readCountry("--document", country)
	}
	a.chosenDocuments[need] = d
}

func (a *argumentReader) readDecision(text string) {
	name, word, _ := strings.Cut(text, "=")
	slot, err := flows.ParseSlot(name)
	if err != nil || word != "received" && word != "again" {
		a.add("--decide is written SLOT=received or SLOT=again" + a.slotHint(name) + slipHint(word, []string{"received", "again"}))
		return
	}
	a.decisions = append(a.decisions, decision{slot, word == "received"})
}
