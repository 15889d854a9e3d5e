package sandbox

import "slices"

// findings is what was found in one picture.
type findings struct {
	errs, warnings []string
	measures       *Measures
}

// judgeUpload judges one upload and updates the active pictures; it returns the number of the attempt.
// forced, when not nil, replaces the judge's findings (a scripted answer). The caller does not
// hold the lock: looking at a picture is slow.
func (s *Sandbox) judgeUpload(u *Upload, content []byte, forced *findings) (attempt int) {
	v := findings{}
	if !s.cfg.Blind {
		v.errs, v.warnings, v.measures = JudgePicture(u.DocType, content)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.applicants[u.ApplicantID]
	d := a.ensureDocument(u.DocType)
	d.attempts++
	v = a.compareSides(d, u, v)
	if forced != nil {
		v.errs, v.warnings = forced.errs, forced.warnings
	}
	u.Judged, u.Errors, u.Warnings = true, nonNil(v.errs), nonNil(v.warnings)
	u.Accepted = len(v.errs) == 0
	if u.Accepted {
		d.refused = false
		d.pictures = append(d.pictures, picture{u, v.measures})
	} else {
		a.refusePicture(d, u, s.flowSideCount(a, u.DocType))
	}
	return d.attempts
}

func (a *applicant) ensureDocument(docType string) *document {
	d, ok := a.documents[docType]
	if !ok {
		d = &document{}
		a.documents[docType] = d
	}
	return d
}

// compareSides adds what only a comparison with earlier pictures shows. A picture that was refused before is not
// judged again.
func (a *applicant) compareSides(d *document, u *Upload, v findings) findings {
	if a.declined[u.SHA256] {
		return findings{errs: []string{remarkDeclined}, measures: v.measures}
	}
	if u.SubType == sideBack && d.newestPicture(sideFront) == nil {
		v.errs = append(v.errs, remarkDoubleSided)
	}
	if u.SubType == "" {
		return v
	}
	other := d.newestPicture(otherSide(u.SubType))
	if other != nil && (other.upload.SHA256 == u.SHA256 || v.measures.isSamePicture(other.measures)) {
		v.errs = append(v.errs, remarkSameSides)
	}
	return v
}

// refusePicture sets the whole of a two-sided document aside: an error on one side makes both inactive
// at the service with the same answer. The picture itself counts as declined only for what it
// shows; a good back that came too early may come again.
func (a *applicant) refusePicture(d *document, u *Upload, sides int) {
	if sides > 1 {
		for _, p := range d.pictures {
			p.upload.SetAside = true
		}
		d.pictures = nil
	}
	blameless := []string{remarkDoubleSided, remarkSameSides}
	atFault := func(e string) bool { return !slices.Contains(blameless, e) }
	if slices.ContainsFunc(u.Errors, atFault) {
		d.refused = true
		a.declined[u.SHA256] = true
	}
}

// flowSideCount returns how many pictures a document type needs in the applicant's flow.
func (s *Sandbox) flowSideCount(a *applicant, docType string) int {
	for _, n := range s.cfg.Flows[a.Flow] {
		if slices.Contains(n.AnyOf, docType) {
			return n.sideCount(docType)
		}
	}
	return Need{}.sideCount(docType)
}

// acceptsType says whether a flow accepts a document type at all.
func (s *Sandbox) acceptsType(flow, docType string) bool {
	needs, known := s.cfg.Flows[flow]
	if !known {
		return slices.Contains(documentedTypes(), docType)
	}
	return slices.ContainsFunc(needs, func(n Need) bool { return slices.Contains(n.AnyOf, docType) })
}

func otherSide(side string) string {
	if side == sideFront {
		return sideBack
	}
	return sideFront
}
