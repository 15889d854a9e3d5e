package journal

import (
	"os"
	"slices"
	"testing"
	"time"

	"dossier/flows/journal/process"
)

func TestAPresenceIsGoneWhenSilentOrItsProcessEnded(t *testing.T) {
	now := time.Unix(1_700_000_000, 0)
	yes := func(int, string) bool { return true }
	no := func(int, string) bool { return false }
	at := func(ago time.Duration) Presence { return Presence{Host: "here", PID: 7, At: now.Add(-ago)} }
	for name, c := range map[string]struct {
		p     Presence
		host  string
		alive func(int, string) bool
		want  bool
	}{
		"fresh":                  {at(0), "here", yes, false},
		"at the limit":           {at(30 * time.Second), "here", yes, false},
		"silent":                 {at(30*time.Second + 1), "here", yes, true},
		"process ended":          {at(0), "here", no, true},
		"elsewhere, not visible": {at(0), "there", no, false},
		"elsewhere, silent":      {at(time.Minute), "there", yes, true},
		"no process named":       {Presence{Host: "here", At: now}, "here", no, false},
	} {
		if got := c.p.IsGone(now, c.host, c.alive); got != c.want {
			t.Errorf("%s: gone %v, want %v", name, got, c.want)
		}
	}
}

func TestAliveKnowsThisProcessAndAnEndedOne(t *testing.T) {
	me := OwnPresence()
	if me.PID != os.Getpid() || me.Host == "" || !process.IsAlive(me.PID, me.StartTime) {
		t.Errorf("this process is said to be gone: %+v", me)
	}
	child := rerunBinary("-test.run=^$")
	if err := child.Run(); err != nil {
		t.Fatal(err)
	}
	if process.IsAlive(child.Process.Pid, "") {
		t.Error("an ended process is said to be alive")
	}
}

func TestPresencesComeAndGo(t *testing.T) {
	s := open(t, place(t))
	now := time.Unix(1_700_000_000, 5).UTC()
	a := Presence{Session: "a", Operator: "op", Host: "h", PID: 3, StartTime: "b/n/1", At: now, Doing: "identity.front"}
	b := Presence{Session: "b", At: now.Add(time.Second)}
	requireNoErrors(t, s.RecordPresence(t.Context(), anna, a), s.RecordPresence(t.Context(), anna, b), s.RecordPresence(t.Context(), ben, b))
	a.At, a.Typed, a.Doing = now.Add(2*time.Second), now.Add(time.Second), ""
	requireNoErrors(t, s.RecordPresence(t.Context(), anna, a))
	if got, err := s.Presences(t.Context(), anna); err != nil || len(got) != 2 || got[0] != a || got[1] != b {
		t.Errorf("%+v, %v", got, err)
	}
	open, err := s.OpenDossiers(t.Context(), anna.Origin, now.Add(time.Second))
	if want := []OpenDossier{{anna.Applicant, a}}; err != nil || !slices.Equal(open, want) {
		t.Errorf("open dossiers %+v, %v; want %+v", open, err, want)
	}
	if open, _ = s.OpenDossiers(t.Context(), "https://elsewhere.test", now); len(open) > 0 {
		t.Errorf("of another service: %+v", open)
	}
	requireNoErrors(t, s.RemovePresence(t.Context(), anna, "a"), s.RemovePresence(t.Context(), anna, "nobody"))
	if got, _ := s.Presences(t.Context(), anna); len(got) != 1 || got[0] != b {
		t.Errorf("after leaving: %+v", got)
	}
	a.At = now.Add(2 * time.Hour)
	requireNoErrors(t, s.RecordPresence(t.Context(), anna, a))
	if got, _ := s.Presences(t.Context(), anna); len(got) != 1 || got[0] != a {
		t.Errorf("the silent row stayed: %+v", got)
	}
	if got, _ := s.Presences(t.Context(), ben); len(got) != 1 {
		t.Errorf("another dossier's: %+v", got)
	}
}

// Signs of life of many sessions are written in a few statements, and replace earlier ones.
func TestManyPresencesAreRecordedAtOnce(t *testing.T) {
	s := open(t, place(t))
	now := time.Unix(1_700_000_000, 0).UTC()
	list := make([]DossierPresence, 2*maxPresenceRows+1)
	for i := range list {
		list[i] = DossierPresence{anna, Presence{Session: string(rune('a' + i)), Operator: "op", At: now}}
	}
	requireNoErrors(t, s.RecordPresences(t.Context(), nil), s.RecordPresences(t.Context(), list))
	for i := range list {
		list[i].At = now.Add(time.Second)
	}
	list[1].Key = ben
	requireNoErrors(t, s.RecordPresences(t.Context(), list))
	got, err := s.OpenDossiers(t.Context(), anna.Origin, now)
	if err != nil || len(got) != len(list) {
		t.Errorf("%d sessions, %v; want %d", len(got), err, len(list))
	}
	if got, _ := s.Presences(t.Context(), ben); len(got) != 1 || got[0] != list[1].Presence {
		t.Errorf("of another dossier: %+v", got)
	}
}
