package cli_test

import (
	"crypto/rand"
	"strings"
	"sync"
	"testing"
	"time"

	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// TestUploadSaysThatItsDossierWasRemoved purges the journal between a picture's
// release and its answer, as an administrator may while this computer sleeps.
func TestUploadSaysThatItsDossierWasRemoved(t *testing.T) {
	b := newBench(t)
	b.env["DOSSIER_AUDIT_KEY"] = journaltest.WriteKeyFile(t, b.dir)
	var once sync.Once
	service := sandbox.New(sandbox.Config{
		AutoCreate: true, DefaultFlow: "KYC basic", Token: "secret-token", Record: func(sandbox.Upload) { once.Do(b.purge) },
	})
	t.Cleanup(service.Close)
	server, err := service.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b.env["PERSONR_API_URL"] = server.BaseURL()
	begin := time.Now()
	code, list, errs := b.upload("back.jpg", "--hold", "0s")
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("it took %s", took)
	}
	if code != cli.ExitUndecided || !strings.Contains(states(list), "unconfirmed") {
		t.Errorf("exit %d, %s", code, states(list))
	}
	for _, want := range []string{
		"the journal does not hold this dossier any more as this run knew it: it was removed, or an older copy is in place. Nothing can be sent for it; run again to begin anew",
		"What became of a request that had left could not be recorded",
	} {
		if !strings.Contains(errs, want) {
			t.Errorf("it says nothing of %q: %s", want, errs)
		}
	}
	for _, wrong := range []string{"damaged", "meanwhile", "--decide", "nothing moves"} {
		if strings.Contains(errs, wrong) {
			t.Errorf("it says %q: %s", wrong, errs)
		}
	}
	if code, list, errs := b.upload("back.jpg", "--hold", "0s"); code != cli.ExitSuccess || strings.Count(states(list), "accepted") != 3 {
		t.Errorf("anew: exit %d, %s; %s", code, states(list), errs)
	}
}

// purge removes the applicant's dossier, although somebody has it open.
func (b *bench) purge() {
	j, err := journal.Open(b.t.Context(), b.env["DOSSIER_JOURNAL"], journaltest.AuditKey)
	if err != nil {
		b.t.Error(err)
		return
	}
	defer func() { _ = j.Close() }()
	now := time.Now()
	done, err := j.Purge(b.t.Context(), journal.PurgeOptions{
		Rule: "one applicant", Applicant: applicant, Operator: "admin", Session: rand.Text(), Now: now.UTC(), NewID: rand.Text,
		UsedSince: now.Add(time.Hour),
	}, nil)
	if err != nil || done.Dossiers != 1 {
		b.t.Errorf("%d dossiers were removed: %v", done.Dossiers, err)
	}
}
