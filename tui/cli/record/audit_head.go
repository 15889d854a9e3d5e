package record

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"dossier/tui/cli"
)

const headLong = `head prints the end of the chain as one line of JSON: write it down elsewhere (print it, mail it to
the auditor, keep it on another computer), and audit verify --against it shows later whether anything
before it was changed, removed or cut off.

The program also writes heads down by itself: when it ends, and every five minutes while the journal
grows. DOSSIER_AUDIT_HEADS names the place: a file, syslog, or off for none. The default is the file
audit-heads.jsonl in the folder of the audit key. A file on another disk or computer is better.`

func newAuditHeadCommand(c command) *cobra.Command {
	to := ""
	cmd := &cobra.Command{
		Use: "head", Short: "Print the end of the chain, to be kept elsewhere", Long: headLong, Args: cli.NoArguments,
		Annotations: cli.NextCommand("dossier audit verify --against FILE    once it was kept elsewhere"),
		Example:     "  dossier audit head\n  dossier audit head --to /mnt/auditor/heads.jsonl\n  dossier audit head --to syslog",
		RunE: func(cmd *cobra.Command, _ []string) error {
			j, err := c.openJournalReadOnly(cmd.Context())
			if err != nil {
				return err
			}
			defer func() { _ = j.Close() }()
			head, ok, err := j.Head(cmd.Context())
			head.Place = c.placeMark(j)
			switch {
			case err != nil:
				return cli.JournalProblem(err)
			case !ok:
				return cli.Problemf(cli.ExitFailure, "the journal holds nothing yet, so there is no head")
			case to == "":
				return json.NewEncoder(c.Env.Out).Encode(head)
			}
			if err = cli.CheckHeadsPlace(to, j.Place()); err == nil {
				err = cli.WriteHead(to, head)
			}
			if err != nil {
				return cli.Problemf(cli.ExitFailure, "the head could not be written down: %s", err)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "append it to this `FILE`, or send it to syslog")
	return cmd
}
