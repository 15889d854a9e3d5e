package sandbox

import (
	"net/http"
	"slices"
	"time"
)

// createApplicant follows the manual page "Creating an applicant". The answer to an unknown flow
// is not documented; the sandbox refuses the parameter, as Bubble does.
func (s *Sandbox) createApplicant(q request, p params) reply {
	f, bad := p.required(q.workflow, "email", "phone", "flowName")
	if bad != nil {
		return *bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.cfg.Flows[f["flowName"]]; !known && len(s.cfg.Flows) > 0 {
		return *invalidParameter("flowName", "the name of a flow")
	}
	first, _ := p.text("nameFirst")
	last, _ := p.text("nameLast")
	a := s.add(Applicant{ID: s.newID(), NameFirst: first, NameLast: last,
		Email: f["email"], Phone: f["phone"], Flow: f["flowName"]})
	a.sourceKey, _ = p.text("sourceKey")
	a.external = p.list("externalUserId")
	out := object{{"applicantId", a.ID}, {"email", a.Email}, {"phone", a.Phone},
		{"nameFirst", first}, {"nameLast", last}, {"flowName", a.Flow}, {"applicantStatus", statusCreated}}
	return success(append(out, a.keys()...))
}

// keys are the caller's own, echoed in every answer that had them.
func (a *applicant) keys() object {
	var out object
	if a.sourceKey != "" {
		out = append(out, field{"sourceKey", a.sourceKey})
	}
	if len(a.external) > 0 {
		out = append(out, field{"externalUserId", a.external})
	}
	return out
}

// forApplicant finds whom a call is about and does it under the lock.
func (s *Sandbox) forApplicant(q request, p params, name string, do func(request, *applicant) reply) reply {
	f, bad := p.required(q.workflow, name)
	if bad != nil {
		return *bad
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a := s.find(f[name])
	if a == nil {
		return missingApplicant()
	}
	return do(q, a)
}

// makeLink answers as the manual page "Generating a verification link" does, with the sandbox's
// own host: a link that names the real service would mislead.
func (s *Sandbox) makeLink(q request, a *applicant) reply {
	link := "http://" + q.host + "/verification/" + a.ID
	return success(object{{"verificationLink", link}, {"customLink", link}})
}

func (s *Sandbox) requestCheck(q request, a *applicant) reply {
	if !s.startCheck(a) {
		return notRun(q.workflow)
	}
	return respond(http.StatusOK, object{{"response", "success"}})
}

func (s *Sandbox) showDetails(_ request, a *applicant) reply {
	out := object{{"email", a.Email}, {"phone", a.Phone}, {"nameFirst", a.NameFirst},
		{"nameLast", a.NameLast}, {"tags", []string{}}, {"flowName", a.Flow}, {"status", s.statusOf(a)}}
	return success(append(out, a.keys()...))
}

// showStatus has the fields of the manual page "Retrieving applicant verification results". The
// result and everything read from documents are absent until the review is done.
func (s *Sandbox) showStatus(_ request, a *applicant) reply {
	status := s.statusOf(a)
	out := object{{"applicantStatus", status}}
	if len(a.checks) > 0 {
		action := statusPending
		if status == statusReviewed {
			action = statusReviewed
		}
		out = append(out, field{"applicantActionStatus", action})
	}
	if status == statusReviewed {
		out = append(out, s.result(a))
		out = append(out, a.extracted()...)
	}
	return success(append(out, a.keys()...))
}

func (s *Sandbox) result(a *applicant) field {
	last := a.checks[len(a.checks)-1]
	labels := last.labels
	if labels == nil {
		labels = []string{}
	}
	done := last.at.Add(s.cfg.ReviewDelay)
	var reject any
	if last.reject != "" {
		reject = last.reject
	}
	return field{"result", object{
		{"Modified Date", done.UnixMilli()}, {"Created Date", last.at.UnixMilli()},
		{"Created By", "sandbox"}, {"reviewAnswer", last.answer}, {"applicant", a.ID},
		{"company", nil}, {"rejectLabels", labels}, {"reviewRejectType", reject},
		{"commentModeration", nil}, {"commentClient", nil}, {"verification", a.ID}, {"_id", a.ID},
	}}
}

// extracted stands for what the service reads from documents. The sandbox reads nothing, so it
// gives back what it was told and, for the rest, one fixed fiction.
func (a *applicant) extracted() object {
	return object{
		{"extractedFirstName", a.NameFirst}, {"extractedLastName", a.NameLast},
		{"extractedBirthDate", time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)},
		{"documentCountry", "AUS"}, {"extractedStreetNum", "1"}, {"extractedStreet", "Sample Street"},
		{"extractedCity", "Sydney"}, {"extractedState", "NSW"}, {"extractedPostCode", "2000"},
		{"documents", a.standing()}, {"docNumber", []string{}}, {"docCountry", []string{}},
	}
}

// standing lists the document types of which a picture stands, sorted.
func (a *applicant) standing() []string {
	out := []string{}
	for docType, d := range a.documents {
		if len(d.pictures) > 0 {
			out = append(out, docType)
		}
	}
	slices.Sort(out)
	return out
}
