package cli

import (
	"cmp"
	"context"
	"time"

	"dossier/flows"
	"dossier/flows/audit"
	"dossier/flows/journal"
)

// known makes sure that there is a dossier of the applicant that was named.
func known(ctx context.Context, j *journal.Journal, p journal.Purge) error {
	if p.Applicant == "" {
		return nil
	}
	services, err := j.Services(ctx, p.Applicant)
	if err == nil && len(services) == 0 {
		return &Problem{Failure, "there is no dossier of this applicant, so nothing was removed: check the ID and whether this is the right journal", audit.ErrNoDossier}
	}
	return journalProblem(err)
}

// tell says what was removed, or would be, and what is due and stays.
func (e *eviction) tell(done journal.Purged, verb string, p journal.Purge) {
	e.stay = done
	if done.InUse > 0 {
		e.say("%s.", plural(done.InUse, "dossier stays: somebody has it open", "dossiers stay: somebody has them open"))
	}
	if done.Doubtful > 0 {
		e.say("%s; run dossier audit verify.", plural(done.Doubtful,
			"dossier stays: what the journal says of it does not fit its sealed entries", "dossiers stay: what the journal says of them does not fit their sealed entries"))
	}
	switch {
	case done.Dossiers > 0:
		e.say("%s %s%s.", amount(done), verb, e.since(p))
	case done.InUse+done.Doubtful > 0:
		e.say("nothing else is due%s.", e.since(p))
	default:
		e.say("nothing is due%s.", e.since(p))
	}
}

// left is the problem when what is due can not go: of the one applicant, or
// nothing at all. What is left beside others goes the next time.
func (e *eviction) left(ctx context.Context, p journal.Purge) error {
	switch {
	case e.stay.InUse > 0 && p.Applicant != "":
		return e.occupied(ctx, p)
	case e.stay.Doubtful > 0:
		return problem(Failure, "what the journal says of %s does not fit the sealed entries; run dossier audit verify, and keep the journal as it is", plural(e.stay.Doubtful, "dossier that is due", "dossiers that are due"))
	case e.stay.InUse > 0 && e.stay.Dossiers == 0:
		return problem(Occupied, "all that is due is open somewhere; close it and run again")
	}
	return nil
}

// occupied says who has the applicant's dossier open.
func (e *eviction) occupied(ctx context.Context, p journal.Purge) error {
	j, err := e.o.readJournal(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = j.Close() }()
	services, err := j.Services(ctx, p.Applicant)
	var list []journal.Presence
	for _, origin := range services {
		there, failed := j.Presences(ctx, flows.Key{Origin: origin, Applicant: p.Applicant})
		err = cmp.Or(err, failed)
		list = append(list, there...)
	}
	if err != nil {
		return journalProblem(err)
	}
	if list = here(list, time.Now()); len(list) == 0 {
		return problem(Occupied, "somebody had this dossier open until a moment ago, so it stays; run again in half a minute")
	}
	return problem(Occupied, "%s this dossier open, so it stays; close it and run again", have(list))
}
