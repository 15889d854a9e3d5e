package wizard

import (
	"context"

	"dossier/flows"
	"dossier/flows/desk"
	"dossier/flows/startlist"
	"dossier/tui"
	"dossier/tui/safe"
	"dossier/tui/steps/board"
)

// boardLoader reads the board of a lead; nil for everybody else, who then has none.
func (c Config) boardLoader() func(context.Context, tui.Desks) ([]board.Row, error) {
	if !c.Lead {
		return nil
	}
	return func(ctx context.Context, o tui.Desks) ([]board.Row, error) {
		own, ok := o.(wizardDesks)
		if !ok {
			return nil, nil
		}
		work, err := own.Desks.TeamWork(ctx)
		var rows []board.Row
		for _, w := range work {
			if section, ok := sectionOf(w); ok {
				rows = append(rows, boardRow(w, section))
			}
		}
		return rows, err
	}
}

// sectionOf is where a dossier stands on the board; false for one that is finished.
func sectionOf(w desk.TeamWork) (board.Section, bool) {
	_, abandoned := startlist.Parse(w.Text).WhenAbandoned()
	switch {
	case w.IsOpen:
		return board.AtWork, true
	case w.Group == flows.GroupNeedsYou || abandoned:
		return board.NeedsYou, true
	case w.Group == flows.GroupWaiting:
		return board.Waiting, true
	case w.Group == flows.GroupUnfinished:
		return board.Unfinished, true
	}
	return 0, false
}

func boardRow(w desk.TeamWork, section board.Section) board.Row {
	r := board.Row{
		Applicant: w.Key.Applicant, Section: section, Stage: w.Stage, Done: w.Done, Total: w.Total,
		Standing: startlist.Parse(w.Text), Operator: safe.LineOf(w.Holder.Operator, 40), Since: w.Updated,
	}
	switch at, abandoned := r.Standing.WhenAbandoned(); {
	case w.IsOpen:
		r.Operator, r.Since, r.LastKey = safe.LineOf(w.Worker.Operator, 40), w.Holder.Since, w.Worker.Typed
	case abandoned:
		r.Standing = at
	}
	return r
}
