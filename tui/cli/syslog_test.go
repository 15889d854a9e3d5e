//go:build unix

package cli

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dossier/flows/chain"
)

// What arrives at the system's log can be given to audit verify as it is.
func TestAHeadGoesToTheSystemLog(t *testing.T) {
	folder, err := os.MkdirTemp("", "log") // short enough for the address of a socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	address := filepath.Join(folder, "log")
	log, err := net.ListenPacket("unixgram", address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	line := `{"schema":1,"journal":"J","pos":3,"hash":"` + strings.Repeat("a", 64) + `","seal":"` + strings.Repeat("b", 64) + `"}`
	if err := sendToSyslog("unixgram", address, []byte(line)); err != nil {
		t.Fatal(err)
	}
	packet := make([]byte, 2000)
	n, _, err := log.ReadFrom(packet)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := chain.ReadHeads(bytes.NewReader(packet[:n]))
	if err != nil || len(lines.Heads) != 1 || lines.Heads[0].Pos != 3 || !strings.Contains(string(packet[:n]), "dossier") {
		t.Errorf("%q: %v, %v", packet[:n], lines, err)
	}
	if err := sendToSyslog("unixgram", address+"-none", nil); err == nil || strings.Contains(err.Error(), address) {
		t.Errorf("%v", err)
	}
}
