package cli

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"dossier/flows"
	"dossier/flows/journal"
	"dossier/flows/journal/journaltest"
	"dossier/flows/scope"
	"dossier/personr"
)

// A group's sessions use the group's own token, all of them one client: what the service says
// of a token counts for everybody who uses it.
func TestAGroupHasATokenOfItsOwn(t *testing.T) {
	var mu sync.Mutex
	var used []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		used = append(used, r.Header.Get("Authorization"))
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer server.Close()
	folder := t.TempDir()
	group := filepath.Join(folder, "group")
	if err := os.WriteFile(group, []byte("of-the-group\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	common, err := personr.NewToken("common")
	if err != nil {
		t.Fatal(err)
	}
	s := Setup{service: personr.Config{BaseURL: server.URL}}
	if s.Client, err = s.newClient(common); err != nil {
		t.Fatal(err)
	}
	store := &Store{setup: s, clients: map[string]*personr.Client{}}
	var clients []*personr.Client
	for _, file := range []string{"", group, group} {
		client, err := store.clientFor(file)
		if err != nil {
			t.Fatal(err)
		}
		clients = append(clients, client)
		_, _ = client.ApplicantStatus(t.Context(), "1699236591586x405886519539808060")
	}
	mu.Lock()
	defer mu.Unlock()
	if want := []string{"Bearer common", "Bearer of-the-group", "Bearer of-the-group"}; !slices.Equal(used, want) || clients[1] != clients[2] {
		t.Errorf("%q, want %q; one client: %t", used, want, clients[1] == clients[2])
	}
	_, err = store.clientFor(filepath.Join(folder, "missing"))
	if p, ok := errors.AsType[*Problem](err); !ok || p.Code != ExitSignIn {
		t.Errorf("a missing file: %v", err)
	}
}

// Who may look into a dossier at any time: those who worked on it, and leads of their group.
// What nobody has begun is free.
func TestMayLookGoesByTheEntries(t *testing.T) {
	j := journaltest.Open(t)
	store := &Store{journal: j}
	key := flows.Key{Origin: "https://x", Applicant: "1x1"}
	entry := flows.Entry{Seq: 1, ID: "a", At: time.Now().UTC(), Session: "s", Operator: "maya", Event: flows.Opened{}}
	if out := j.Append(t.Context(), key, entry, flows.Summary{}); out.Result != journal.Done {
		t.Fatal(out)
	}
	for who, want := range map[string]bool{"maya": true, "lars": false, "eva": true} {
		if may, err := store.MayLook(t.Context(), scope.Scope{Operator: who, IsLead: who == "eva"}, key); may != want || err != nil {
			t.Errorf("%s: %t, %v", who, may, err)
		}
	}
	if may, err := store.MayLook(t.Context(), scope.Scope{Operator: "lars"}, flows.Key{Origin: "https://x", Applicant: "2x2"}); !may || err != nil {
		t.Errorf("a new one: %t, %v", may, err)
	}
}
