package sandbox

import (
	"net/http"
	"slices"
	"time"
)

// createApplicant follows the manual page "Creating an applicant". The answer to an unknown flow
// is not documented; the sandbox refuses the parameter, as Bubble does.
func (s *Sandbox) createApplicant(q request, p params) response {
	f, bad := p.requiredFields(q.workflow, "email", "phone", "flowName")
	if bad != nil {
		return *bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.cfg.Flows[f["flowName"]]; !known && len(s.cfg.Flows) > 0 {
		return *invalidParameterError("flowName", "the name of a flow")
	}
	first, _ := p.stringField("nameFirst")
	last, _ := p.stringField("nameLast")
	a := s.addApplicant(Applicant{ID: s.newID(), NameFirst: first, NameLast: last,
		Email: f["email"], Phone: f["phone"], Flow: f["flowName"]})
	a.sourceKey, _ = p.stringField("sourceKey")
	a.externalIDs = p.listField("externalUserId")
	out := jsonObject{{"applicantId", a.ID}, {"email", a.Email}, {"phone", a.Phone},
		{"nameFirst", first}, {"nameLast", last}, {"flowName", a.Flow}, {"applicantStatus", statusCreated}}
	return successResponse(append(out, a.callerKeys()...))
}

// callerKeys are the caller's own, echoed in every answer that had them.
func (a *applicant) callerKeys() jsonObject {
	var out jsonObject
	if a.sourceKey != "" {
		out = append(out, jsonField{"sourceKey", a.sourceKey})
	}
	if len(a.externalIDs) > 0 {
		out = append(out, jsonField{"externalUserId", a.externalIDs})
	}
	return out
}

// withApplicant finds whom a call is about and does it under the lock.
func (s *Sandbox) withApplicant(q request, p params, name string, do func(request, *applicant) response) response {
	f, bad := p.requiredFields(q.workflow, name)
	if bad != nil {
		return *bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.findApplicant(f[name])
	if a == nil {
		return missingApplicantError()
	}
	return do(q, a)
}

// createLink answers as the manual page "Generating a verification link" does, with the sandbox's
// own host: a link that names the real service would mislead.
func (s *Sandbox) createLink(q request, a *applicant) response {
	link := "http://" + q.host + "/verification/" + a.ID
	return successResponse(jsonObject{{"verificationLink", link}, {"customLink", link}})
}

func (s *Sandbox) requestCheck(q request, a *applicant) response {
	if !s.startCheck(a) {
		return notRunError(q.workflow)
	}
	return newResponse(http.StatusOK, jsonObject{{"response", "success"}})
}

func (s *Sandbox) showDetails(_ request, a *applicant) response {
	out := jsonObject{{"email", a.Email}, {"phone", a.Phone}, {"nameFirst", a.NameFirst},
		{"nameLast", a.NameLast}, {"tags", []string{}}, {"flowName", a.Flow}, {"status", s.statusOf(a)}}
	return successResponse(append(out, a.callerKeys()...))
}

// showStatus has the fields of the manual page "Retrieving applicant verification results". The
// result and everything read from documents are absent until the review is done.
func (s *Sandbox) showStatus(_ request, a *applicant) response {
	status := s.statusOf(a)
	out := jsonObject{{"applicantStatus", status}}
	if len(a.checks) > 0 {
		action := statusPending
		if status == statusReviewed {
			action = statusReviewed
		}
		out = append(out, jsonField{"applicantActionStatus", action})
	}
	if status == statusReviewed {
		out = append(out, s.reviewResult(a))
		out = append(out, a.extractedFields()...)
	}
	return successResponse(append(out, a.callerKeys()...))
}

func (s *Sandbox) reviewResult(a *applicant) jsonField {
	last := a.checks[len(a.checks)-1]
	done := last.at.Add(s.cfg.ReviewDelay)
	var reject any
	if last.reject != "" {
		reject = last.reject
	}
	return jsonField{"result", jsonObject{
		{"Modified Date", done.UnixMilli()}, {"Created Date", last.at.UnixMilli()},
		{"Created By", "sandbox"}, {"reviewAnswer", last.answer}, {"applicant", a.ID},
		{"company", nil}, {"rejectLabels", nonNil(last.labels)}, {"reviewRejectType", reject},
		{"commentModeration", nil}, {"commentClient", nil}, {"verification", a.ID}, {"_id", a.ID},
	}}
}

// extractedFields is what the service would read from documents. The sandbox reads nothing, so it
// returns the names it was given and invents the rest, always the same.
func (a *applicant) extractedFields() jsonObject {
	return jsonObject{
		{"extractedFirstName", a.NameFirst}, {"extractedLastName", a.NameLast},
		{"extractedBirthDate", time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)},
		{"documentCountry", "AUS"}, {"extractedStreetNum", "1"}, {"extractedStreet", "Sample Street"},
		{"extractedCity", "Sydney"}, {"extractedState", "NSW"}, {"extractedPostCode", "2000"},
		{"documents", a.activeDocuments()}, {"docNumber", []string{}}, {"docCountry", []string{}},
	}
}

// activeDocuments lists the document types that have an active picture, sorted.
func (a *applicant) activeDocuments() []string {
	out := []string{}
	for docType, d := range a.documents {
		if len(d.pictures) > 0 {
			out = append(out, docType)
		}
	}
	slices.Sort(out)
	return out
}
