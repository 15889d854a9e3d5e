//go:build race

package e2e

// raced says that the race detector watches this process.
const raced = true

// What is repeated to meet a chance is repeated less: the plain run repeats it in full.
const (
	pauseRuns    = 5
	defaultKills = 20
)
