package journal

import (
	"context"

	"dossier/flows"
)

const (
	countDossiers = `SELECT count(*) FROM dossiers`
	allSummaries  = `SELECT origin, applicant, head, updated, done, total, standing, text
		FROM dossiers ORDER BY id`
)

// CountDossiers is how many dossiers there are, of all services.
func (j *Journal) CountDossiers(ctx context.Context) (n uint64, err error) {
	err = j.bulkRead.QueryRowContext(ctx, j.engine.dialectSQL(countDossiers)).Scan(&n)
	return n, j.journalError(err)
}

// VisitSummaries calls visit with what is kept beside the entries of each dossier: its
// row of the start list with its pictures. It ends with the first error of visit.
func (j *Journal) VisitSummaries(ctx context.Context, visit func(flows.Summary) error) error {
	rows, err := j.bulkRead.QueryContext(ctx, j.engine.dialectSQL(allSummaries))
	if err != nil {
		return j.journalError(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		s, err := scanSummary(rows.Scan)
		if err == nil {
			s.Pictures, err = j.picturesOf(ctx, s.Key)
		}
		if err != nil {
			return j.journalError(err)
		}
		if err := visit(s); err != nil {
			return err
		}
	}
	return j.journalError(rows.Err())
}

func (j *Journal) picturesOf(ctx context.Context, key flows.Key) ([]flows.SentPicture, error) {
	return queryList(ctx, j, scanPicture, getPictures, key.Origin, key.Applicant)
}
