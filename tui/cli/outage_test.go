//go:build unix

package cli_test

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"dossier/personr/sandbox"
	"dossier/tui/cli"
	"dossier/tui/cli/record"
	"dossier/tui/cli/upload"
)

// TestUploadWaitsForTheJournal locks the journal's file for longer than its
// writers wait: the run says so, waits, and goes on to its end.
func TestUploadWaitsForTheJournal(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits for SQLite's locks")
	}
	t.Parallel()
	dir := t.TempDir()
	place := filepath.Join(dir, "journal", "j.db")
	service := sandbox.New(sandbox.Config{AutoCreate: true, Blind: true, Token: "secret-token"})
	t.Cleanup(service.Close)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var lock sync.Once
	var locked sync.WaitGroup
	handler := service.Handler()
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Do(func() { // before anything is chosen
			ctx, got := context.WithCancel(t.Context())
			locked.Go(func() {
				defer got()
				if err := lockOut(t.Context(), place, got); err != nil {
					t.Error(err)
				}
			})
			<-ctx.Done()
		})
		handler.ServeHTTP(w, r)
	})}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	args := []string{"upload", "--applicant", applicant, "--flow", "KYC basic", "--country", "AUS", "--document", "identity=ID_CARD", "--hold", "0s"}
	for slot, path := range draw(t, dir, 1) {
		args = append(args, slot+"="+path)
	}
	var out, errs bytes.Buffer
	code := cli.Main(args, cli.Env{
		Out: &out, Err: &errs, Home: dir, Cwd: dir, Operator: "maya", Version: "test",
		Getenv: func(k string) string {
			return map[string]string{"PERSONR_TOKEN": "secret-token", "PERSONR_API_URL": "http://" + listener.Addr().String() + sandbox.Path, "DOSSIER_JOURNAL": place}[k]
		},
	}, cli.Starters{}, upload.Commands, record.Commands)
	locked.Wait()
	if code != cli.ExitSuccess || len(lines(t, out.String())) != 3 {
		t.Errorf("it ended with %d: %s%s", code, out.String(), errs.String())
	}
	if got := errs.String(); !strings.Contains(got, "waiting for it") || !strings.Contains(got, "is back") {
		t.Errorf("it did not say that it waits: %q", got)
	}
	if n := len(service.Uploads()); n != 3 {
		t.Errorf("%d pictures at the service", n)
	}
}
