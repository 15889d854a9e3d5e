package journal

import (
	"slices"
	"testing"

	"dossier/flows"
)

func TestServicesOfAnApplicant(t *testing.T) {
	s := open(t, place(t))
	for i, at := range []string{"https://b.example", "https://a.example"} {
		requireDone(t, s.Append(t.Context(), flows.Key{Origin: at, Applicant: anna.Applicant}, entry(1, at), flows.Summary{}))
		if i == 0 {
			requireDone(t, s.Append(t.Context(), ben, entry(1, "ben"), flows.Summary{}))
		}
	}
	for applicant, want := range map[string][]string{
		anna.Applicant: {"https://a.example", "https://b.example"}, ben.Applicant: {origin}, "1x1": nil, "17x2": nil,
	} {
		if got, err := s.Services(t.Context(), applicant); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v", applicant, got, err)
		}
	}
}
