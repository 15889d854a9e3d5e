//go:build unix

package cli

import (
	"cmp"
	"errors"
	"log/syslog"
)

// sendToSyslog sends a line to the system's log under the program's name. An empty
// network and address are this computer's own.
func sendToSyslog(network, address string, line []byte) error {
	log, err := syslog.Dial(network, address, syslog.LOG_NOTICE|syslog.LOG_AUTH, "dossier")
	if err != nil {
		return errors.New("the system log does not answer")
	}
	if err := cmp.Or(log.Notice(string(line)), log.Close()); err != nil {
		return errors.New("the system log did not accept it")
	}
	return nil
}
