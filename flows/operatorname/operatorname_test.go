package operatorname

import (
	"strings"
	"testing"
)

// TestOnlyPlainNamesAreValid proves that a name cannot hold what a screen, a shell or another
// record would read differently.
func TestOnlyPlainNamesAreValid(t *testing.T) {
	for name, want := range map[string]bool{
		"maya": true, "m": true, "0": true, "maya.w-2_x": true, strings.Repeat("a", MaxLength): true,
		"": false, strings.Repeat("a", MaxLength+1): false, "Maya": false, ".maya": false, "-maya": false, "_maya": false, "maya w": false,
		"maya\n": false, "maya\x1b[31m": false, "mäya": false, "maya@host": false, "a/b": false, "\xff": false,
	} {
		if got := IsValid(name); got != want {
			t.Errorf("%q: %t", name, got)
		}
	}
}
