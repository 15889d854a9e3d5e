//go:build !unix

package demo

import "os"

// holdMark makes no mark: without a lock that ends with its process, nothing tells a demo
// that was killed from one that runs.
func holdMark(string) *os.File { return nil }

func removeUnlocked(string) {}
