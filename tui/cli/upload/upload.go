// Package upload is the unattended run: it sends the pictures that its arguments
// name, asks nothing, and prints one JSON object per slot. It uses the same desk as
// the wizard, so it sends nothing twice and takes over no dossier unless it is told
// to. What it cannot decide it leaves to an operator, with an exit code.
package upload

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/cli"
)

// uploadOptions is what the command line asks for.
type uploadOptions struct {
	applicant    string
	flow         string
	country      string
	documents    []string // NEED=TYPE[:COUNTRY]
	decide       []string // SLOT=received|again
	reason       string
	takeOver     string
	hasTakeOver  bool
	start        bool
	keepWarnings bool // warnings are acknowledged
	strict       bool // a local warning stops the run

	files           map[flows.Slot]string // slot as written: path
	chosenDocuments map[string]flows.DocumentChosen
	decisions       []decision
}

type decision struct {
	slot     flows.Slot
	received bool
}

const uploadLong = `upload sends pictures without asking anything: the same desk as the wizard, for scripts.
Run again, it sends only what is still missing or failed, never what is accepted or
unclear. Every file is looked at before the first one is sent, as in the wizard.

One JSON object per slot goes to stdout:
  schema                     1; fields are only ever added
  applicantId, slot          slot as on the command line: identity.front
  docType, docSubType        in the service's words; docSubType is null for a selfie
  country                    three letters
  sha256, bytes              of the picture; "" and 0 without one
  attempt                    how often this slot was tried, from 1; 0: not yet
  state                      accepted, refused, failed, unconfirmed or withdrawn
  cause                      why it is refused, failed or unconfirmed; "" where state says all
  status, message            HTTP status and words of the latest answer; 0 and "" without one
  errors, warnings           the service's
  localError, localWarnings  what a look at the file found here: code and text; null and []

What happened is said on stderr. The exit code is 0 only when every picture that the
flow wants is accepted: see dossier exit-codes.`

const uploadExample = `  dossier upload --applicant 1699236591586x405886519539808060 --flow "KYC basic" --country AUS \
      --document identity=ID_CARD identity.front=a.jpg identity.back=b.jpg selfie=c.png --start-check
  dossier upload --applicant 1699236591586x405886519539808060 --decide identity.back=received --reason "seen in the dashboard"`

// Commands is the one command upload.
func Commands(o *cli.Options) []*cobra.Command { return []*cobra.Command{newUploadCommand(o)} }

func newUploadCommand(o *cli.Options) *cobra.Command {
	r := &uploadOptions{}
	cmd := &cobra.Command{
		Use: "upload --applicant ID --flow NAME --country AUS --document NEED=TYPE SLOT=FILE...", Short: "Send pictures without questions",
		Long: uploadLong, Example: uploadExample, SuggestFor: []string{"send", "submit"}, Annotations: cli.NextCommand(""),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.hasTakeOver = cmd.Flags().Changed("take-over")
			if err := r.parseArguments(args, o.Env.Country); err != nil {
				return err
			}
			o.Hold, _ = cmd.Flags().GetDuration("hold")
			s, err := o.LoadSetup()
			if err != nil {
				return err
			}
			return r.runUpload(cmd.Context(), s)
		},
	}
	f := cmd.Flags()
	f.StringVar(&r.applicant, "applicant", "", "the applicant's ID")
	f.StringVar(&r.flow, "flow", "", "the flow's name, exactly as in Personr")
	f.StringVar(&r.country, "country", "", "the documents' country, three letters: AUS")
	f.StringArrayVar(&r.documents, "document", nil, "which document satisfies a requirement: NEED=TYPE[:COUNTRY]; repeats")
	f.StringArrayVar(&r.decide, "decide", nil, "an operator's decision on an unclear picture: SLOT=received or SLOT=again; repeats")
	f.StringVar(&r.reason, "reason", "", "why, in an operator's words: for --decide and --keep-warnings")
	f.StringVar(&r.takeOver, "take-over", "", "take the dossier over from somebody else, with this reason")
	f.BoolVar(&r.start, "start-check", false, "start the check when the checklist is complete")
	f.BoolVar(&r.keepWarnings, "keep-warnings", false, "acknowledge the service's warnings, with --reason: somebody has looked at the pictures")
	f.BoolVar(&r.strict, "strict", false, "send nothing when a look at a file finds something: dark, blurred, turned, a wrong ending")
	f.Duration("hold", 0, "how long a picture can be taken back, by ending the program")
	return cmd
}

// parseArguments checks the command line and names everything that is wrong at once.
func (o *uploadOptions) parseArguments(args []string, known func(string) bool) error {
	var wrong []string
	add := func(text string) { wrong = append(wrong, text) }
	switch {
	case o.applicant == "":
		add("--applicant is missing")
	case !flows.ValidApplicant(o.applicant):
		add("--applicant: " + cli.NotApplicantID)
	}
	o.country = strings.ToUpper(o.country)
	o.files = map[flows.Slot]string{}
	for _, a := range args {
		o.parseFile(a, add)
	}
	o.chosenDocuments = map[string]flows.DocumentChosen{}
	for _, d := range o.documents {
		o.parseDocument(d, add)
	}
	for _, d := range o.decide {
		o.parseDecision(d, add)
	}
	o.checkCountries(known, add)
	if len(o.decide) > 0 && strings.TrimSpace(o.reason) == "" {
		add("--decide needs --reason")
	}
	if o.keepWarnings && strings.TrimSpace(o.reason) == "" {
		add("--keep-warnings needs --reason: the words of somebody who looked at the pictures")
	}
	if o.hasTakeOver && strings.TrimSpace(o.takeOver) == "" {
		add("--take-over needs a reason")
	}
	if len(o.files)+len(o.decide) == 0 && !o.start {
		add("a picture is missing: SLOT=FILE, such as identity.front=a.jpg")
	}
	if len(wrong) > 0 {
		return cli.Problemf(cli.ExitUsage, "%s", strings.Join(wrong, "; "))
	}
	return nil
}

// checkCountries refuses what is no country: the service would accept any word.
func (o *uploadOptions) checkCountries(known func(string) bool, add func(string)) {
	codes := []string{o.country}
	for _, d := range o.chosenDocuments {
		codes = append(codes, string(d.Country))
	}
	for _, c := range codes {
		if c != "" && (len(c) != 3 || known != nil && !known(c)) {
			add("a country is written with the three letters of ISO 3166-1, such as AUS")
			return
		}
	}
}

func (o *uploadOptions) parseFile(arg string, add func(string)) {
	name, path, ok := strings.Cut(arg, "=")
	slot, err := flows.ParseSlot(name)
	switch {
	case !ok || path == "":
		add("a picture is written SLOT=FILE, such as identity.front=a.jpg")
	case err != nil:
		add(err.Error())
	case o.files[slot] != "":
		add("a slot is given two pictures")
	default:
		o.files[slot] = path
	}
}

func (o *uploadOptions) parseDocument(text string, add func(string)) {
	need, kind, ok := strings.Cut(text, "=")
	kind, country, _ := strings.Cut(kind, ":")
	if !ok || !flows.ValidNeedName(need) || kind == "" {
		add("--document is written NEED=TYPE or NEED=TYPE:COUNTRY, such as identity=ID_CARD")
		return
	}
	if country == "" {
		country = o.country
	}
	if country = strings.ToUpper(country); country == "" {
		add("--country is missing, or the country in --document NEED=TYPE:COUNTRY")
	}
	o.chosenDocuments[need] = flows.DocumentChosen{Need: need, Type: flows.DocType(kind), Country: flows.Country(country)}
}

func (o *uploadOptions) parseDecision(text string, add func(string)) {
	name, word, _ := strings.Cut(text, "=")
	slot, err := flows.ParseSlot(name)
	if err != nil || word != "received" && word != "again" {
		add("--decide is written SLOT=received or SLOT=again")
		return
	}
	o.decisions = append(o.decisions, decision{slot, word == "received"})
}

// chooseFlow finds the flow that was named.
func (o *uploadOptions) chooseFlow(list []flows.Flow, sends bool) (flows.Flow, error) {
	for _, f := range list {
		if f.Name == o.flow {
			return f, nil
		}
	}
	names := assets.JoinText(list, ", ", func(f flows.Flow) string { return `"` + f.Name + `"` })
	if o.flow == "" {
		missing := "--flow is missing; one of " + names
		if sends && o.country == "" && len(o.chosenDocuments) == 0 {
			missing += "; --country is missing; --document NEED=TYPE is missing for each requirement with a choice"
		}
		return flows.Flow{}, cli.Problemf(cli.ExitUsage, "%s", missing)
	}
	return flows.Flow{}, cli.Problemf(cli.ExitUsage, "there is no such flow; one of %s", names)
}

// givenFiles are the paths of the given files by their slot in the flow; a slot that
// the flow does not have is an error.
func (o *uploadOptions) givenFiles(j flows.Journey) (map[flows.Slot]string, error) {
	given := map[flows.Slot]string{}
	for written, path := range o.files {
		slot, ok := j.FindSlot(written)
		if !ok {
			return nil, cli.Problemf(cli.ExitUsage, "a picture was given for a slot that the flow does not have; it wants %s", wantedSlotNames(j))
		}
		if given[slot] != "" {
			return nil, cli.Problemf(cli.ExitUsage, "%s is given twice", slot)
		}
		given[slot] = path
	}
	return given, nil
}

func wantedSlotNames(j flows.Journey) string {
	var names []string
	for _, l := range j.Lines() {
		names = append(names, l.Slot.String())
	}
	for _, n := range j.Checklist() {
		if !n.Chosen {
			names = append(names, n.Need.Name+" (give --document "+n.Need.Name+"=TYPE)")
		}
	}
	return strings.Join(names, ", ")
}

// deskProblem turns what the desk refused into a problem.
func deskProblem(err error) error {
	if errors.Is(err, flows.ErrNotHolder) {
		return cli.Problemf(cli.ExitOccupied, "%s", exitText(cli.ExitOccupied))
	}
	return cli.NewProblem(cli.ExitFailure, err.Error(), err)
}
