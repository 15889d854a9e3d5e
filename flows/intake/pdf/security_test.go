package pdf

import (
	"encoding/hex"
	"testing"
)

// In revision 6 the number of rounds depends on what the last one gives. These are
// entries that qpdf wrote for the empty password; their rounds end at the least number.
func TestHardenedHashEndsInTime(t *testing.T) {
	for _, entry := range []string{
		"5ab73700898407eb6ddcf7d6abbd549f0558717cff5f99c543e3e38021a0acc21df4b71bc7868f9e4bdbbfc7022f1f30",
		"c82b70682faa8ac2d9127811404f7abd8cbba8a43e452050a2d4688ab59f7e386ccfd2e63bfe36ba2fe9a0fe2bd1c160",
		"52390fad9e8d2586368347f52bf68ee8a09922e1af836ca694712b2ea92ab9eeed930b79b528acfc81d7a2cc9bcd3995",
	} {
		user, err := hex.DecodeString(entry)
		if err != nil {
			t.Fatal(err)
		}
		if s := (security{revision: 6, user: user}); !s.opensWithout() {
			t.Errorf("%s does not open", entry)
		}
	}
}
