package startlist

import (
	"slices"
	"testing"
	"time"
)

// The sessions of one operator ask once in an interval together, after each applicant in turn;
// others have turns of their own.
func TestSessionsTakeTurns(t *testing.T) {
	const interval = 15 * time.Second
	list := NewList(nil)
	first, second, other := list.Turns("o", "maya"), list.Turns("o", "maya"), list.Turns("o", "ola")
	at := time.Unix(1_700_000_000, 0)
	if !first.Take(at, interval) || second.Take(at.Add(interval-1), interval) || !other.Take(at, interval) {
		t.Error("a turn was taken twice, or not at all")
	}
	var asked []string
	for i := range 4 {
		turns := []*Turns{first, second}[i%2]
		if !turns.Take(at.Add(time.Duration(i+1)*interval), interval) {
			t.Fatalf("no turn after an interval")
		}
		next, _ := turns.Next([]string{"1x1", "2x2", "3x3"})
		asked = append(asked, next)
	}
	if want := []string{"1x1", "2x2", "3x3", "1x1"}; !slices.Equal(asked, want) {
		t.Errorf("asked after %q, want %q", asked, want)
	}
	if next, ok := first.Next(nil); ok {
		t.Errorf("asked after %q, who does not wait", next)
	}
}
