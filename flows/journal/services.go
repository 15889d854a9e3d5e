package journal

import "context"

// The applicant is the second half of the key, so this reads the whole index of
// dossiers; it is asked for reports only.
const servicesOf = `SELECT origin FROM dossiers WHERE applicant = ? ORDER BY origin`

// Services lists the services at which an applicant has a dossier.
func (j *Journal) Services(ctx context.Context, applicant string) ([]string, error) {
	return queryList(ctx, j, func(scan rowScanner) (origin string, err error) {
		err = scan(&origin)
		return origin, err
	}, servicesOf, applicant)
}
