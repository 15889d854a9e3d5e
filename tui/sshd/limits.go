package sshd

import "time"

// The limits of the service. Each was set by what real clients need: FileZilla takes three
// connections, GNOME Files two channels on one, and a whole office comes from one address.
const (
	maxUnauthenticated  = 30 // connections that have not logged in, in all
	maxFromSource       = 10 // the same, from one address (IPv4) or network (IPv6, /64)
	maxConnections      = 8  // of one operator
	maxChannels         = 16 // of one operator
	maxChannelsPerConn  = 10
	maxSessions         = 1000 // of all operators
	maxAuthTries        = 10   // keys that a client may offer twice over; the library's own limit is 128 requests
	maxEnvironment      = 16   // variables that are kept
	maxVariableSize     = 256
	maxColumns, maxRows = 500, 300 // of a terminal; more is answered as this
	maxCells            = 40_000   // of a terminal: each takes memory and time in every frame, and 400 by 100 is more than people have
)

// The times of a connection.
const (
	keyExchangeTimeout  = 10 * time.Second
	loginTimeout        = 100 * time.Second // with the key exchange: a passphrase, a PIN and a touch happen in it
	firstChannelTimeout = 10 * time.Minute  // a master connection may wait for its first use
	keepAliveInterval   = 45 * time.Second
	maxMissedAlive      = 3
	maxSessionTime      = 12 * time.Hour // of a connection and all that is on it
	maxConnectionTime   = maxSessionTime + time.Minute
)

// Penalties of a source whose logins fail, as in OpenSSH (sshd_config(5),
// PerSourcePenalties): they add up, count from minPenalty on, and never pass maxPenalty.
const (
	failedLoginPenalty = 5 * time.Second
	minPenalty         = 15 * time.Second
	maxPenalty         = 10 * time.Minute
	maxSources         = 1 << 16 // sources that are remembered
)
