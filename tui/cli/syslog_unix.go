//go:build unix

package cli

import "log/syslog"

// toSyslog sends a line to the system's log under the program's name.
func toSyslog(line []byte) error {
	log, err := syslog.New(syslog.LOG_NOTICE|syslog.LOG_AUTH, "dossier")
	if err != nil {
		return err
	}
	err = log.Notice(string(line))
	if e := log.Close(); err == nil {
		err = e
	}
	return err
}
