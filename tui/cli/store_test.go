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
