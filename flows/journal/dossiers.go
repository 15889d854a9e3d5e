package journal

import (
	"context"
	"slices"

	"dossier/flows"
)

const (
	countDossiers = `SELECT count(*) FROM dossiers`
	allSummaries  = `SELECT origin, applicant, head, updated, done, total, standing, text
		FROM dossiers ORDER BY id`
)

// Count is how many dossiers there are, of all services.
func (j *Journal) Count(ctx context.Context) (n uint64, err error) {
	err = j.long.QueryRowContext(ctx, j.engine.sql(countDossiers)).Scan(&n)
	return n, j.fault(err)
}

// Dossiers calls visit with what is kept beside the entries of each dossier: its
// row of the start list with its pictures. It ends with the first error of visit.
func (j *Journal) Dossiers(ctx context.Context, visit func(Summary) error) error {
	rows, err := j.long.QueryContext(ctx, j.engine.sql(allSummaries))
	if err != nil {
		return j.fault(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		s, err := scanSummary(rows.Scan)
		if err == nil {
			s.Pictures, err = j.picturesOf(ctx, s.Key)
		}
		if err != nil {
			return j.fault(err)
		}
		if err := visit(s); err != nil {
			return err
		}
	}
	return j.fault(rows.Err())
}

func (j *Journal) picturesOf(ctx context.Context, key flows.Key) ([]Picture, error) {
	return query(ctx, j, scanPicture, getPictures, key.Origin, key.Applicant)
}

// Agrees reports whether two summaries of a dossier say the same of it. Their
// words may be those of two versions of the program and do not count.
func (s Summary) Agrees(o Summary) bool {
	sort := func(list []Picture) []Picture { return slices.SortedFunc(slices.Values(list), comparePictures) }
	same := slices.Equal(slices.CompactFunc(sort(s.Pictures), samePicture), slices.CompactFunc(sort(o.Pictures), samePicture))
	return same && s.Updated.Equal(o.Updated) && s.Head == o.Head && s.Key == o.Key &&
		s.Done == o.Done && s.Total == o.Total && s.Group == o.Group
}

// samePicture reports whether two pictures take one row.
func samePicture(a, b Picture) bool {
	return a.SHA256 == b.SHA256 && a.Slot == b.Slot && a.Attempt == b.Attempt
}
