package personr

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"syscall"
	"testing"
)

// A limit of this computer is no fault of the network, at whatever stage it is met: a name
// lookup opens files too.
func TestTooManyFilesIsACauseOfItsOwn(t *testing.T) {
	proxy := &url.URL{Scheme: "http", Host: "127.0.0.1:1"}
	for _, number := range []error{syscall.EMFILE, syscall.ENFILE} {
		socket := &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("socket", number)}
		for stage, err := range map[connectStage]error{
			stageDial:   socket,
			stageProxy:  fmt.Errorf("proxyconnect: %w", socket),
			stageTLS:    socket,
			stageLookup: &net.DNSError{Err: socket.Error(), UnwrapErr: socket, Name: "x"},
		} {
			for _, via := range []*url.URL{nil, proxy} {
				if got := new(Client).connectCause(stage, via, err); got != TooManyFiles {
					t.Errorf("stage %v: %s, %v", stage, got, errors.Unwrap(err))
				}
			}
		}
	}
}
