package desk

import (
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/personr"
)

// While the service stays out of reach, the time of the first failure and the refused
// certificate stay; a pause is shown by what paused it.
func TestWhatIsKnownOfTheServiceKeepsItsBeginning(t *testing.T) {
	p := &publisher{}
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := func(minute int) time.Time { return noon.Add(time.Duration(minute) * time.Minute) }
	certificate := personr.Certificate{Issuer: foreign.Untrusted("CN=intruder"), NotAfter: noon}
	for i, step := range []struct {
		outcome     personr.Outcome
		cause       flows.Cause
		since       time.Time
		certificate bool
	}{
		{personr.Outcome{Cause: personr.NoRoute}, flows.CauseNoRoute, at(0), false},
		{personr.Outcome{Cause: personr.UnknownHost}, flows.CauseUnknownHost, at(0), false},
		{personr.Outcome{Cause: personr.Cancelled}, flows.CauseUnknownHost, at(0), false}, // says nothing
		{personr.Outcome{Status: 200}, "", time.Time{}, false},
		{personr.Outcome{Cause: personr.TLSUntrusted, Certificate: certificate}, flows.CauseUntrusted, at(4), true},
		{personr.Outcome{Cause: personr.Paused, PausedBy: personr.TLSUntrusted}, flows.CauseUntrusted, at(4), true},
		{personr.Outcome{Cause: personr.Paused, PausedBy: personr.Forbidden}, flows.CauseForbidden, at(4), false},
		{personr.Outcome{Cause: personr.Unauthorized, Status: 401}, flows.CauseSignIn, at(4), false},
	} {
		p.noteReachability(step.outcome, at(i))
		got := p.Snapshot().Reachability
		if got.Cause != step.cause || got.Since != step.since || got.Certificate.IsPresent() != step.certificate || got.Reachable != (step.cause == "") {
			t.Errorf("step %d: %+v", i, got)
		}
	}
}
