package e2e

import (
	"io"
	"net/http"
	"strings"
)

// get reads a page of the service's metrics.
func (s *service) get(page string) (int, string) {
	s.r.t.Helper()
	answer, err := http.Get("http://" + s.at + page)
	if err != nil {
		s.r.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		s.r.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// checkMetrics proves that three pictures which came by scp and were accepted are counted
// at each step, and that nothing in the metrics says whose they are.
func (s *service) checkMetrics() {
	s.r.t.Helper()
	if code, text := s.get("/healthz"); code != http.StatusOK {
		s.r.t.Errorf("healthz: %d, %s", code, text)
	}
	_, text := s.get("/metrics")
	for _, want := range []string{
		`dossier_arrivals_total{result="complete"} 3`, "dossier_pictures_sent_total 3", `dossier_answers_total{result="accepted"} 3`,
		`dossier_answers_total{result="unclear"} 0`, "dossier_logins_total 4", `dossier_sessions_total{kind="sftp"} 3`, `dossier_sessions_open{kind="wizard"} 1`,
		"dossier_connections_open 1", "dossier_connections_waiting 0", "# TYPE dossier_journal_append_seconds histogram", `dossier_journal_append_seconds_bucket{le="+Inf"} `,
	} {
		if !strings.Contains(text, "\n"+want) {
			s.r.t.Errorf("%s is missing in\n%s", want, text)
		}
	}
	for _, secret := range []string{"maya", anna, "front", "jpg", "SHA256", s.r.home} {
		if strings.Contains(text, secret) {
			s.r.t.Errorf("the metrics hold %q", secret)
		}
	}
}
