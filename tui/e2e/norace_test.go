//go:build !race

package e2e

// How often is repeated what meets a chance.
const (
	pauseRuns    = 30 // runs in a fresh dossier each: which of two pictures meets the cause of a pause
	defaultKills = 60 // uploads that TestKill ends, for each hold
)
