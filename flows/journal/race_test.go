//go:build race

package journal

// raced says that the race detector watches: the engine of disktest is twenty
// times slower then.
const raced = true
