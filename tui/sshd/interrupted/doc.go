// Package interrupted remembers which dossier a wizard of the service showed when it ended
// without its operator leaving it: the line was lost, or it was locked. The next login of that
// operator opens the dossier again, through the same gate as any other.
//
// It holds the ID of an applicant and nothing else of a dossier, in the memory of this process.
// A session whose client is gone can go on for minutes before anybody notices, so a login asks
// the operator's other sessions for a sign of life first.
package interrupted
