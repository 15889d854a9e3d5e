package racetest

import "testing"

func TestATestIsLeftOutWithTheDetectorOnly(t *testing.T) {
	ran := false
	t.Run("test", func(t *testing.T) {
		Skip(t, "it has shown its reason")
		ran = true
	})
	if ran == Enabled {
		t.Errorf("it ran: %t; detector: %t", ran, Enabled)
	}
}
