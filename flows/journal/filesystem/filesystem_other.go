//go:build !linux && !darwin

package filesystem

// IsShared cannot tell here what the folder is on.
func IsShared(string) (bool, error) { return false, nil }

// IsProtected knows no such attributes here.
func IsProtected(...string) bool { return false }
