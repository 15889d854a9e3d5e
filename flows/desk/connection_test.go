package desk

import (
	"slices"
	"testing"
	"testing/synctest"

	"dossier/flows"
)

// TestEverySessionThatOpensRecordsItsConnection opens a dossier in each way there is: with
// a first choice, by taking it over, and after its holder has gone. Each entry names the
// connection of its own session, whatever the event said.
func TestEverySessionThatOpensRecordsItsConnection(t *testing.T) {
	virtual(t, func(t *testing.T, w *world) {
		connections := []flows.Connection{{Proxy: "a.test:3128"}, {CustomRoots: true}, {Proxy: "c.test:1080", CustomRoots: true}, {}}
		open := func(session string, connection flows.Connection) *Desk {
			cfg := w.config(session)
			cfg.Connection = connection
			return w.start(cfg)
		}
		first := open("a", connections[0])
		w.plan(first)
		second := open("b", connections[1])
		synctest.Wait() // what the first wrote meanwhile is known to the second
		w.do(second, flows.Opened{Reason: "shift change", Connection: flows.Connection{Proxy: "made.up:1"}})
		first.Close()
		second.Close()
		third := open("c", connections[2])
		w.until(third, "it holds the dossier", func(s Snapshot) bool { return s.IsHolder })
		third.Close()
		fourth := open("d", connections[3])
		w.until(fourth, "it holds the dossier", func(s Snapshot) bool { return s.IsHolder })
		fourth.Close()
		if got := recordedConnections(t, w); !slices.Equal(got, connections) {
			t.Errorf("recorded %+v, want %+v", got, connections)
		}
	})
}

func recordedConnections(t *testing.T, w *world) (list []flows.Connection) {
	t.Helper()
	entries, err := w.store.Load(t.Context(), key, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if opened, ok := e.Event.(flows.Opened); ok {
			list = append(list, opened.Connection)
		}
	}
	return list
}
