// Package racetest lets a test know of the race detector, which makes it many times slower.
package racetest

import "testing"

// Skip leaves a test out of a run with the race detector, with the reason: the detector
// would see nothing of what is tested there. Each run of .ci/run with the detector comes
// after one without, where no test skips: a tool that is missing fails it.
func Skip(t testing.TB, why string) {
	t.Helper()
	if Enabled {
		t.Skip("left to the run without the race detector: " + why)
	}
}
