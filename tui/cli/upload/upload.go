// Package upload is the unattended run: it sends the pictures that its arguments
// name, asks nothing, and prints one JSON object per slot. It uses the same desk as
// the wizard, so it sends nothing twice and takes over no dossier unless it is told
// to. What it cannot decide it leaves to an operator, with an exit code.
package upload

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"dossier/flows"
	"dossier/flows/intake"
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
	hold         time.Duration

	browser         intake.FileBrowser
	given           []givenPicture        // in the order of the command line, right or wrong
	files           map[flows.Slot]string // slot as written: path
	chosenDocuments map[string]flows.DocumentChosen
	decisions       []decision
}

// givenPicture is one SLOT=FILE; without a valid slot its need is "".
type givenPicture struct {
	slot flows.Slot
	path string
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
  cause                      why it is refused, failed or unconfirmed; "" where state says all;
                             mismatch: the answer named another applicant or document
  transfer                   how much of the picture left this computer: none, part (at most) or all
  status, message            HTTP status and words of the latest answer; 0 and "" without one
  errors, warnings           the service's
  localError, localWarnings  what a look at the file found here: code and text; null and []
  damaged                    why the dossier cannot be believed; state is then what stands before
                             its first damaged entry; "" when nothing is wrong with it
  run                        how this run reaches the service: proxy (host and port, "" without
                             one) and customRoots; the latest attempt may be of an earlier run

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
			if err := r.readArguments(cmd.Context(), o, args); err != nil {
				return err
			}
			o.Hold = r.hold
			s, err := o.LoadSetup()
			if err != nil {
				return err
			}
			return r.runUpload(cmd.Context(), s)
		},
	}
	f := cmd.Flags()
	f.StringVar(&r.applicant, "applicant", "", "the applicant's `ID`, or a link that holds it")
	f.StringVar(&r.flow, "flow", "", "the flow's `NAME`, exactly as in Personr")
	f.StringVar(&r.country, "country", "", "the documents' `COUNTRY`: AUS, AU or Australia")
	f.StringArrayVar(&r.documents, "document", nil, "which document satisfies a requirement, as `NEED=TYPE[:COUNTRY]`; repeats")
	f.StringArrayVar(&r.decide, "decide", nil, "an operator's decision on an unclear picture, as `SLOT=DECISION`: received or again; repeats")
	f.StringVar(&r.reason, "reason", "", "the `REASON` of --decide and --keep-warnings, in an operator's words")
	f.StringVar(&r.takeOver, "take-over", "", "take the dossier over from somebody else, for this `REASON`")
	f.BoolVar(&r.start, "start-check", false, "start the check when the checklist is complete")
	f.BoolVar(&r.keepWarnings, "keep-warnings", false, "acknowledge the service's warnings, with --reason: somebody has looked at the pictures")
	f.BoolVar(&r.strict, "strict", false, "send nothing when a look at a file finds something: dark, blurred, turned, a wrong ending")
	o.AddOperatorFlag(cmd)
	cli.AddHoldFlag(cmd, &r.hold, "the `DURATION` in which a picture can be taken back, by ending the program")
	return cmd
}

// deskProblem turns what the desk refused into a problem.
func deskProblem(err error) error {
	if errors.Is(err, flows.ErrNotHolder) {
		return cli.Problemf(cli.ExitOccupied, "%s", exitText(cli.ExitOccupied))
	}
	return cli.NewProblem(cli.ExitFailure, err.Error(), err)
}
