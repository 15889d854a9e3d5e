//go:build !unix

package cli

import "errors"

func sendToSyslog(_, _ string, _ []byte) error {
	return errors.New("there is no syslog on this system; name a file")
}
