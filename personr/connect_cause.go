package personr

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/url"
	"os"
	"slices"
	"strings"
	"syscall"
)

// connectCause names the failure of a connection by the stage that failed.
func (c *Client) connectCause(stage connectStage, proxy *url.URL, err error) Cause {
	certificate, hasCertificate := errors.AsType[*tls.CertificateVerificationError](err)
	switch {
	case errors.Is(err, ErrProxySetting):
		return ProxySetting
	case errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE): // at any stage
		return TooManyFiles
	case isLookupFailure(err) || stage == stageLookup:
		return lookupCause(proxy, err)
	case stage == stageProxy:
		return proxyCause(err)
	case hasCertificate:
		return certificateCause(certificate, c.tls.RootCAs, c.origin.hostname())
	case stage == stageTLS:
		return tlsCause(err)
	case proxy != nil:
		return ProxyUnreachable
	}
	return dialCause(err)
}

func isLookupFailure(err error) bool {
	_, ok := errors.AsType[*net.DNSError](err)
	return ok
}

// lookupCause tells a name that does not exist from a name server that gave no answer.
func lookupCause(proxy *url.URL, err error) Cause {
	name, ok := errors.AsType[*net.DNSError](err)
	switch {
	case !ok || !name.IsNotFound:
		return LookupFailed
	case proxy != nil:
		return ProxyUnknown
	}
	return UnknownHost
}

// Numbers of Windows for what syscall names on other systems only.
const (
	windowsNetUnreachable  = syscall.Errno(10051)
	windowsRefused         = syscall.Errno(10061)
	windowsHostUnreachable = syscall.Errno(10065)
)

func dialCause(err error) Cause {
	number, _ := errors.AsType[syscall.Errno](err)
	switch {
	case isTimeout(err):
		return ConnectTimeout
	case number == syscall.ECONNREFUSED || number == windowsRefused:
		return PortRefused
	case slices.Contains([]syscall.Errno{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, windowsNetUnreachable, windowsHostUnreachable}, number):
		return NoRoute
	}
	return NoConnection
}

// proxyCause tells a proxy that says no from one that says nothing, or nothing that
// can be understood.
func proxyCause(err error) Cause {
	_, refused := errors.AsType[*proxyRefusedError](err)
	switch {
	case refused || isSOCKSRefusal(err):
		return ProxyRefused
	case isTimeout(err):
		return ProxySilent
	}
	return ProxyFailed
}

// isSOCKSRefusal knows net/http's texts for the answers of RFC 1928, sections 3 and 6:
// there is no value to compare.
func isSOCKSRefusal(err error) bool {
	return strings.Contains(err.Error(), "socks connect ") &&
		(strings.Contains(err.Error(), "unknown error ") || strings.Contains(err.Error(), "authentication"))
}

// tlsCause knows crypto/tls's texts for versions: the type of its alerts is not exported.
func tlsCause(err error) Cause {
	_, isPlain := errors.AsType[tls.RecordHeaderError](err)
	switch {
	case isTimeout(err):
		return TLSTimeout
	case isPlain:
		return NotTLS
	case strings.Contains(err.Error(), "protocol version not supported"), strings.Contains(err.Error(), "unsupported protocol version"):
		return TLSTooOld
	}
	return TLSFailed
}

// isTimeout reports whether a limit ended it: the dialer's, the transport's, that of a
// stage or the caller's deadline.
func isTimeout(err error) bool {
	for _, known := range []error{errProxySlow, errLookupSlow, context.DeadlineExceeded, os.ErrDeadlineExceeded} {
		if errors.Is(err, known) {
			return true
		}
	}
	network, ok := errors.AsType[net.Error](err)
	return ok && network.Timeout()
}
