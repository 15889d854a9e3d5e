//go:build race

package e2e

// raced says that the race detector watches this process.
const raced = true
