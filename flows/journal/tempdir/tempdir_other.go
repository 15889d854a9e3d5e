//go:build !linux

package tempdir

const memoryFolder = ""

func freeBytes(string) uint64 { return 0 }
