package sandbox

import (
	"slices"
)

// The words of the manual's page "Retrieving applicant verification results".
const (
	statusCreated    = "Created"
	statusPreChecked = "Pre-Checked"
	statusPending    = "Pending"
	statusReviewed   = "Reviewed"

	answerApproved = "Approved"
	answerRejected = "Rejected"

	// The two reject types are known from the manual's label page; how the field spells them
	// is not, so these are the spellings of the service with the same answer.
	rejectRetry = "RETRY"
	rejectFinal = "FINAL"
)

// Labels that say why an incomplete set was rejected (manual page "Understanding applicant
// rejection labels").
const (
	labelFrontMissing = "FRONT_SIDE_MISSING"
	labelBackMissing  = "BACK_SIDE_MISSING"
	labelNotSent      = "DOC_PAGE_MISSING"
	labelLowQuality   = "LOW_QUALITY"
)

// statusOf derives the status from the clock, so that no timer has to run. The caller holds the
// lock.
func (s *Sandbox) statusOf(a *applicant) string {
	if len(a.checks) == 0 {
		return statusCreated
	}
	gone := s.cfg.Now().Sub(a.checks[len(a.checks)-1].at)
	switch {
	case gone >= s.cfg.ReviewDelay:
		return statusReviewed
	case gone < s.cfg.ReviewDelay/2:
		return statusPreChecked
	}
	return statusPending
}

// startCheck starts a check and fixes its result. It returns false when none may be started:
// one is running, the applicant is approved or finally rejected, or all checks are used up. The
// caller holds the lock.
func (s *Sandbox) startCheck(a *applicant) bool {
	if n := len(a.checks); n > 0 {
		last := a.checks[n-1]
		if s.statusOf(a) != statusReviewed || last.answer == answerApproved || last.reject == rejectFinal {
			return false
		}
	}
	c := s.decideCheck(a)
	c.at = s.cfg.Now()
	a.checks = append(a.checks, c)
	return true
}

func (s *Sandbox) decideCheck(a *applicant) check {
	attempt := len(a.checks) + 1
	o := a.Outcome
	if o.Times > 0 && attempt > o.Times {
		o = Outcome{}
	}
	c := check{answer: answerApproved}
	missing := s.missingLabels(a)
	switch {
	case o.Verdict == RejectFinal:
		c = check{answer: answerRejected, reject: rejectFinal, labels: slices.Clone(o.Labels)}
	case len(missing) > 0:
		c = check{answer: answerRejected, reject: rejectRetry, labels: missing}
	case o.Verdict == RejectRetry:
		c = check{answer: answerRejected, reject: rejectRetry, labels: a.fittingLabels(o.Labels)}
	}
	if c.answer == answerRejected && attempt >= MaxChecks {
		c.reject = rejectFinal
	}
	return c
}

// fittingLabels are the labels of a set outcome as they fit what was sent: no back can be
// missing where every document has one side.
func (a *applicant) fittingLabels(labels []string) []string {
	fitting := slices.Clone(labels)
	if at := slices.Index(fitting, labelBackMissing); at >= 0 && !a.hasTwoSidedDocument() {
		fitting[at] = labelLowQuality
	}
	return fitting
}

func (a *applicant) hasTwoSidedDocument() bool {
	for docType := range a.documents {
		if (Need{}).sideCount(docType) > 1 {
			return true
		}
	}
	return false
}

// missingLabels returns the labels for what an applicant's flow still needs, each once.
func (s *Sandbox) missingLabels(a *applicant) []string {
	var labels []string
	for _, need := range s.cfg.Flows[a.Flow] {
		for _, l := range a.labelsForNeed(need) {
			if !slices.Contains(labels, l) {
				labels = append(labels, l)
			}
		}
	}
	return labels
}

// labelsForNeed looks for the alternative that is complete; if there is none, it describes the one that
// was begun.
func (a *applicant) labelsForNeed(n Need) []string {
	labels := []string{labelNotSent}
	for _, docType := range n.AnyOf {
		d, begun := a.documents[docType]
		if !begun {
			continue
		}
		labels = d.labelsForSides(docType, n.sideCount(docType))
		if len(labels) == 0 {
			return nil
		}
	}
	return labels
}

func (d *document) labelsForSides(docType string, sides int) []string {
	front := sideFront
	if docType == typeSelfie {
		front = ""
	}
	hasFront, hasBack := d.newestPicture(front) != nil, d.newestPicture(sideBack) != nil
	switch {
	case hasFront && (hasBack || sides < 2):
		return nil
	case d.refused || docType == typeSelfie:
		return []string{labelLowQuality}
	case hasFront:
		return []string{labelBackMissing}
	}
	return []string{labelFrontMissing}
}

// newestPicture returns the newest active picture of a side, or nil.
func (d *document) newestPicture(side string) *picture {
	for i := len(d.pictures) - 1; i >= 0; i-- {
		if d.pictures[i].upload.SubType == side {
			return &d.pictures[i]
		}
	}
	return nil
}
