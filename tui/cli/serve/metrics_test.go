package serve_test

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"dossier/tui/cli"
	"dossier/tui/cli/serve"
)

// TestMetricsStayOnThisComputer proves that only a loopback address is opened, and that none
// is without the flag.
func TestMetricsStayOnThisComputer(t *testing.T) {
	for address, opens := range map[string]bool{
		"127.0.0.1:0": true, "[::1]:0": true, "localhost:0": true, "": false,
	} {
		start := func(_ context.Context, s serve.Settings) error {
			if (s.Metrics != nil) != opens {
				t.Errorf("%s: %v", address, s.Metrics)
			}
			if s.Metrics != nil {
				_ = s.Metrics.Close()
			}
			_ = s.Listeners[0].Close()
			return fs.ErrClosed
		}
		if code, out := serveWith(t, start, "--metrics", address); code != cli.ExitFailure {
			t.Errorf("%s: exit %d, %s", address, code, out)
		}
	}
	for _, address := range []string{"0.0.0.0:9222", ":9222", "[::]:9222", "192.0.2.1:9222", "127.0.0.1", "9222"} {
		code, out := serveWith(t, nil, "--metrics", address)
		if code != cli.ExitUsage || !strings.Contains(out, "--metrics takes an address of this computer") {
			t.Errorf("%s: exit %d, %s", address, code, out)
		}
	}
}
