package desk

import (
	"context"
	"errors"

	"dossier/flows/journal"
	"dossier/flows/startlist"
)

// TeamWork is a dossier of the team with who works on it now.
type TeamWork struct {
	startlist.Row
	IsOpen bool             // a session that lives works on it
	Worker journal.Presence // that session; zero where there is none
}

// errNotLead says that the work of others is not for this operator.
var errNotLead = errors.New("only a lead sees the work of the others")

// TeamWork lists what the lead's group works on, and what of it waits, the dossier written to
// last first. Dossiers that are only looked at are nobody's work. What is open and has no
// entry yet comes first.
func (ds *Desks) TeamWork(ctx context.Context) ([]TeamWork, error) {
	if !ds.cfg.Scope.IsLead {
		return nil, errNotLead
	}
	rows, err := ds.list.Rows(ctx, ds.query(ds.cfg.Scope, ""))
	if err != nil {
		return nil, err
	}
	sessions, err := ds.liveSessions(ctx)
	if err != nil {
		return nil, err
	}
	open := map[string][]journal.OpenDossier{}
	for _, s := range sessions {
		open[s.Applicant] = append(open[s.Applicant], s)
	}
	var list []TeamWork
	for _, row := range rows {
		list = append(list, workOn(row, open[row.Key.Applicant]))
		delete(open, row.Key.Applicant)
	}
	return append(ds.newWork(open), list...), nil
}

// workOn is a dossier with the session of its holder, where that lives.
func workOn(row startlist.Row, sessions []journal.OpenDossier) TeamWork {
	work := TeamWork{Row: row}
	for _, s := range sessions {
		if s.Session == row.Holder.Session {
			work.IsOpen, work.Worker = true, s.Presence
		}
	}
	return work
}

// newWork are the dossiers without an entry that operators of the group have opened.
func (ds *Desks) newWork(open map[string][]journal.OpenDossier) []TeamWork {
	var list []TeamWork
	for applicant, sessions := range open {
		key := ds.keyOf(applicant)
		if len(ds.list.Operators(key)) > 0 || ds.isOwn(sessions[0].Session) || !ds.cfg.Scope.Lists([]string{sessions[0].Operator}) {
			continue // it is on another page of the list, or of another group
		}
		work := TeamWork{IsOpen: true, Worker: sessions[0].Presence}
		work.Key, work.Updated = key, sessions[0].At
		list = append(list, work)
	}
	return list
}
