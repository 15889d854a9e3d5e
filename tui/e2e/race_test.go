//go:build race

package e2e

// What is repeated to meet a chance is repeated less: the plain run repeats it in full.
const (
	pauseRuns    = 5
	defaultKills = 20
)
