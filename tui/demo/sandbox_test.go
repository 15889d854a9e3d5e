package demo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"dossier/flows/flowfile"
	"dossier/tui/cli"
)

// TestTheSandboxServesUntilItsContextEnds proves that the address is written once
// the service answers there, and that it ends with its context.
func TestTheSandboxServesUntilItsContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- ServeSandbox(ctx, "127.0.0.1:0", nil, write) }()
	line := make([]byte, 256)
	n, err := read.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	url, ok := strings.CutPrefix(strings.TrimSpace(string(line[:n])), "PERSONR_API_URL=")
	if !ok {
		t.Fatalf("it wrote %q", line[:n])
	}
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := http.Get(url); err == nil {
		t.Error("it still answers")
	}
}

// TestABadScriptIsAUsageError proves that the sandbox does not start with a script
// that it cannot read.
func TestABadScriptIsAUsageError(t *testing.T) {
	var out bytes.Buffer
	err := ServeSandbox(t.Context(), "127.0.0.1:0", []byte("{"), &out)
	if p, ok := errors.AsType[*cli.Problem](err); !ok || p.Code != cli.ExitUsage || !strings.HasPrefix(p.Text, "the script: ") {
		t.Errorf("%v", err)
	}
	if out.Len() > 0 {
		t.Errorf("it wrote %q", out.String())
	}
}

// TestAnAddressInUseIsSaidWithWhatToDo proves that a second sandbox on a port says what
// to do, and not how the network library puts it.
func TestAnAddressInUseIsSaidWithWhatToDo(t *testing.T) {
	first, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = first.Close() }()
	err = ServeSandbox(t.Context(), first.Addr().String(), nil, io.Discard)
	want := "that address cannot be used: " + syscall.EADDRINUSE.Error() + "; choose another port for --listen"
	if p, ok := errors.AsType[*cli.Problem](err); !ok || p.Code != cli.ExitFailure || p.Text != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestTheSandboxAsksForWhatTheFlowsAskFor proves that no requirement of a flow is
// lost on the way to the simulated service.
func TestTheSandboxAsksForWhatTheFlowsAskFor(t *testing.T) {
	list := flowfile.Defaults()
	all := sandboxFlows(list)
	if len(all) != len(list) {
		t.Fatalf("%d flows of %d", len(all), len(list))
	}
	for _, f := range list {
		for i, n := range f.Needs {
			if got := all[f.Name][i]; got.Name != n.Name || len(got.AnyOf) != len(n.AnyOf) {
				t.Errorf("%s: %+v, want %+v", f.Name, got, n)
			}
		}
	}
}
