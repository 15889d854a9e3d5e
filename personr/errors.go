package personr

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"syscall"
)

var (
	errUnspecified = errors.New("an error whose text is not repeated here")
	errNoHost      = errors.New("the service's name was not found")
	errTimedOut    = errors.New("timed out")
	errCertificate = errors.New("the certificate is not to be trusted")
	errPanicked    = errors.New("panicked; the value is not repeated here")
	errStopped     = errors.New("the exchange ended before the last byte")
	errSlow        = errors.New("the answer took too long")
	errCoding      = errors.New("the answer is compressed in a way that is not read here")
	errInterim     = errors.New("too many interim answers")
	errTooShort    = errors.New("the file is shorter than what was approved")
	errOtherBytes  = errors.New("the file holds other bytes than what was approved")
)

// streamErrors are those of a connection or a file that ended or stalled.
var streamErrors = []error{context.Canceled, context.DeadlineExceeded, os.ErrDeadlineExceeded, io.ErrUnexpectedEOF, io.EOF, net.ErrClosed}

// ownErrors are those whose text is ours.
var ownErrors = []error{ErrProxySetting, errLookupSlow, errProxySlow, errSlow, errCoding, errInterim, errStopped, errPanicked, errTooShort, errOtherBytes, errNotLoopback, errJSONForm}

// withheldError is the reason for which a body was not sent to its end.
type withheldError struct {
	cause Cause
	err   error
}

func (w *withheldError) Error() string { return fmt.Sprintf("%s: %v", w.cause, w.err) }
func (w *withheldError) Unwrap() error { return w.err }

// sanitizeError reduces an error to one whose text is known. The errors of net/http,
// x509 and os repeat header lines, certificate names and file paths.
func sanitizeError(err error) error {
	for _, known := range slices.Concat(streamErrors, ownErrors) {
		if errors.Is(err, known) {
			return known
		}
	}
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		return number
	}
	if name, ok := errors.AsType[*net.DNSError](err); ok && name.IsNotFound {
		return errNoHost
	}
	if network, ok := errors.AsType[net.Error](err); ok && network.Timeout() {
		return errTimedOut
	}
	if isUntrustedCertificate(err) {
		return errCertificate
	}
	return errUnspecified
}

// proxyRefusedError is the answer of a proxy that opened no tunnel.
type proxyRefusedError struct{ status int }

func (p *proxyRefusedError) Error() string { return "the proxy opened no tunnel" }

// isNetworkError reports whether err is about a connection that ended or stalled,
// rather than of bytes that could not be understood.
func isNetworkError(err error) bool {
	_, isErrno := errors.AsType[syscall.Errno](err)
	_, isNet := errors.AsType[net.Error](err)
	return isErrno || isNet || slices.ContainsFunc(streamErrors, func(known error) bool { return errors.Is(err, known) })
}
