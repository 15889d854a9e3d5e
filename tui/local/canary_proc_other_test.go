//go:build !linux

package local_test

// watching does nothing where the kernel shows a process differently.
func watching(int) func() map[string][]byte {
	return func() map[string][]byte { return map[string][]byte{} }
}
