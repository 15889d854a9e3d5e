package journal

import (
	"context"
	"math"
	"time"

	"dossier/flows"
	"dossier/flows/chain"
)

// PictureUse is one place where a picture was used.
type PictureUse struct {
	Key     flows.Key
	Slot    string
	Attempt flows.AttemptNumber
	State   string
}

const (
	countDossiers = `SELECT count(*) FROM dossiers`
	allSummaries  = `SELECT origin, applicant, head, updated, done, total, standing, text
		FROM dossiers ORDER BY id`
	summaryColumns = `SELECT origin, applicant, head, updated, done, total, standing, text
		FROM dossiers INDEXED BY dossiers_newest WHERE origin = ?`
	recentDossiers = summaryColumns + ` ORDER BY updated DESC LIMIT ?`
	findDossiers   = summaryColumns + ` AND instr(applicant, ?) > 0 ORDER BY updated DESC LIMIT ?`
	findPicture    = `SELECT applicant, slot, attempt, state FROM pictures WHERE origin = ? AND sha256 = ? ORDER BY applicant, slot, attempt`
	// The applicant is the second half of the key, so this reads the whole index of
	// dossiers; it is asked for reports only.
	servicesOf = `SELECT origin FROM dossiers WHERE applicant = ? ORDER BY origin`
	workAfter  = `SELECT r.pos, d.origin, d.applicant, r.seq, r.at, r.operator
		FROM records r CROSS JOIN dossiers d WHERE d.id = r.dossier AND r.pos > ? ORDER BY r.pos`
)

// CountDossiers is how many dossiers there are, of all services.
func (j *Journal) CountDossiers(ctx context.Context) (n uint64, err error) {
	err = j.bulkRead.QueryRowContext(ctx, j.engine.dialectSQL(countDossiers)).Scan(&n)
	return n, j.journalError(err)
}

// VisitSummaries calls visit with each dossier's summary: its row in the start list,
// with its pictures. It ends with the first error of visit.
func (j *Journal) VisitSummaries(ctx context.Context, visit func(flows.Summary) error) error {
	return visitList(ctx, j, func(scan rowScanner) (flows.Summary, error) {
		s, err := scanSummary(scan)
		if err == nil {
			s.Pictures, err = queryList(ctx, j, scanPicture, getPictures, s.Key.Origin, s.Key.Applicant)
		}
		return s, err
	}, visit, allSummaries)
}

// RecentDossiers lists the dossiers of a service, the one written to last first, at
// most limit of them.
func (j *Journal) RecentDossiers(ctx context.Context, origin string, limit int) ([]flows.Summary, error) {
	return queryList(ctx, j, scanSummary, recentDossiers, origin, max(limit, 0))
}

// FindDossiers lists the dossiers of a service whose applicant ID contains needle, the
// one written to last first, at most limit of them.
func (j *Journal) FindDossiers(ctx context.Context, origin, needle string, limit int) ([]flows.Summary, error) {
	return queryList(ctx, j, scanSummary, findDossiers, origin, needle, max(limit, 0))
}

func scanSummary(scan rowScanner) (flows.Summary, error) {
	var (
		m       flows.Summary
		head    chain.NumberColumn
		updated int64
	)
	err := scan(&m.Key.Origin, &m.Key.Applicant, &head, &updated, &m.Done, &m.Total, &m.Group, &m.Text)
	m.Updated = time.Unix(0, updated).UTC()
	if m.Head = head.Number; !head.IsWhole {
		m.Head = math.MaxUint64 // no dossier reaches it, so its entries do not fit the row
	}
	return m, err
}

// FindPicture lists the dossiers of a service that list a picture with these
// bytes among their pictures (Summary.Pictures), in a stable order.
func (j *Journal) FindPicture(ctx context.Context, origin string, hash flows.SHA256) ([]PictureUse, error) {
	return queryList(ctx, j, func(scan rowScanner) (PictureUse, error) {
		m := PictureUse{Key: flows.Key{Origin: origin}}
		err := scan(&m.Key.Applicant, &m.Slot, &m.Attempt, &m.State)
		return m, err
	}, findPicture, origin, hash[:])
}

// Services lists the services at which an applicant has a dossier.
func (j *Journal) Services(ctx context.Context, applicant string) ([]string, error) {
	return queryList(ctx, j, func(scan rowScanner) (origin string, err error) {
		err = scan(&origin)
		return origin, err
	}, servicesOf, applicant)
}

// VisitWork calls visit for each entry after a position of the chain, in order, with who
// wrote it; the row has the entry's key, number and time. Nothing proves what these rows
// say: Load verifies. It ends with the first error of visit.
func (j *Journal) VisitWork(ctx context.Context, after uint64, visit func(pos uint64, row flows.Summary, operator string) error) error {
	type work struct {
		pos      uint64
		row      flows.Summary
		operator string
	}
	return visitList(ctx, j, func(scan rowScanner) (w work, err error) {
		var at int64
		err = scan(&w.pos, &w.row.Key.Origin, &w.row.Key.Applicant, &w.row.Head, &at, &w.operator)
		w.row.Updated = time.Unix(0, at).UTC()
		return w, err
	}, func(w work) error { return visit(w.pos, w.row, w.operator) }, workAfter, int64(after))
}
