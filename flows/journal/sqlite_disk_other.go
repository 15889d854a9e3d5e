//go:build !linux && !darwin

package journal

// local can not tell here what the folder is on.
func local(string) error { return nil }
