package upload

import (
	"context"
	"dossier/flows"
	"dossier/tui/cli"
	"time"
)

// occupiedProblem says who holds the dossier, where and since when.
func (u *uploadRun) occupiedProblem(ctx context.Context, j flows.Journey) error {
	if j.IsClosed() {
		return cli.Problemf(cli.ExitOccupied, "this dossier is closed; --take-over REASON opens it again")
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	holder, host := j.Holder(), ""
	list, _ := u.runtime.Presences(ctx, j.Key()) // without an answer the name has to do
	for _, p := range list {
		if p.Session == holder.Session {
			host = p.Host
		}
	}
	return cli.Problemf(cli.ExitOccupied, "%s has held this dossier since %s; wait, or --take-over REASON",
		cli.OperatorAt(holder.Operator, host), holder.Since.Local().Format("2006-01-02 15:04"))
}
