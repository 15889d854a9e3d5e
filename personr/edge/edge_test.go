package edge

import (
	"net/http"
	"testing"
)

func TestARayIDIsNoFreeText(t *testing.T) {
	for text, want := range map[string]string{
		"8c1f0a2b3c4d5e6f-SYD": "8c1f0a2b3c4d5e6f-SYD", "8c1f0a2b3c4d5e6f": "8c1f0a2b3c4d5e6f", "": "", "8c1f0a2b\x1b[31m": "",
		"../../etc": "", "8c1f0a2b3c4d5e6f-syd": "",
	} {
		if got := RayID(http.Header{"Cf-Ray": {text}}); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}
