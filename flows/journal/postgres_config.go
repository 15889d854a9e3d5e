package journal

import (
	"dossier/flows/journal/tcptimeout"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// The limits of a session. A process that was stopped in the middle of an
// append must not hold the others up for longer than its idle transaction may
// last, and the others must be able to wait that long.
const (
	idleTimeout      = 3 * time.Second
	lockTimeout      = 8 * time.Second
	statementTimeout = 10 * time.Second
	connectTimeout   = 5 * time.Second
	tcpUserTimeout   = 20 * time.Second
)

// schema is where the journal's tables are, whatever else the database holds.
const schema = "dossier"

// commitSetting is the server's setting that makes a commit wait for the disk.
const commitSetting = "synchronous_commit"

// parseAddress makes the settings of a connection. The password comes from the
// address, from PGPASSWORD or from the password file, as with psql. No error
// repeats the address.
func parseAddress(address string) (*pgx.ConnConfig, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, ErrAddress
	}
	if isUnencrypted(config) {
		return nil, ErrUnencrypted
	}
	for name, value := range map[string]string{
		"application_name":                    "dossier",
		"client_encoding":                     "UTF8",
		"search_path":                         schema + ", pg_temp",
		"idle_in_transaction_session_timeout": formatMilliseconds(idleTimeout),
		"lock_timeout":                        formatMilliseconds(lockTimeout),
		"statement_timeout":                   formatMilliseconds(statementTimeout),
		// Appends queue for the chain's row; at a stricter level the
		// server would refuse those that had to wait.
		"default_transaction_isolation": "read committed",
	} {
		config.RuntimeParams[name] = value
	}
	// Said by the session, so that no setting of the server, the database or the
	// role can change it under an open connection. What the address says counts,
	// and "off" there is refused.
	if config.RuntimeParams[commitSetting] == "" {
		config.RuntimeParams[commitSetting] = "on"
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	// A host that is suddenly gone is noticed within a minute.
	dialer := net.Dialer{
		Timeout:         config.ConnectTimeout,
		Control:         tcptimeout.Control(tcpUserTimeout),
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 15 * time.Second, Count: 3},
	}
	config.DialFunc = dialer.DialContext
	if len(config.Fallbacks) > 0 && config.ValidateConnect == nil && hasSeveralHosts(config) {
		config.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	return config, nil
}

func formatMilliseconds(d time.Duration) string { return strconv.FormatInt(d.Milliseconds(), 10) }

// hasSeveralHosts reports whether the address names more than one host: then the
// one that can be written is meant.
func hasSeveralHosts(config *pgx.ConnConfig) bool {
	return slices.ContainsFunc(config.Fallbacks, func(other *pgconn.FallbackConfig) bool {
		return other.Host != config.Host || other.Port != config.Port
	})
}

// isUnencrypted reports whether the connection could leave this host unencrypted, or
// to a server that proved nothing. It looks at what the driver would do, not
// at the address: defaults, the environment and service files count too.
func isUnencrypted(config *pgx.ConnConfig) bool {
	ways := []*pgconn.FallbackConfig{{Host: config.Host, Port: config.Port, TLSConfig: config.TLSConfig}}
	return slices.ContainsFunc(append(ways, config.Fallbacks...), func(way *pgconn.FallbackConfig) bool {
		// verify-ca checks the certificate itself, in place of Go's own check.
		t := way.TLSConfig
		proved := t != nil && (!t.InsecureSkipVerify || t.VerifyPeerCertificate != nil || t.VerifyConnection != nil)
		return !proved && !isLocalHost(way.Host)
	})
}

// isLocalHost reports whether the host is this one: a Unix socket or loopback.
func isLocalHost(host string) bool {
	if network, _ := pgconn.NetworkAddress(host, 1); network == "unix" || host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
