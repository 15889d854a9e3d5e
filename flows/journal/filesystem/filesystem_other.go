//go:build !linux && !darwin

package filesystem

// IsShared cannot tell here what the folder is on.
func IsShared(string) (bool, error) { return false, nil }
