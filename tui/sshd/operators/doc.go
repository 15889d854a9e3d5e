// Package operators knows who may log in to the service, from a file that an administrator
// writes (operators.toml), by a person's own key or by the certificate of an authority.
//
// It promises that a file it accepts gives every key and every principal to one operator
// alone, that looking up a key changes and remembers nothing, and that what it cannot hold
// to (an option of authorized_keys, a critical option of a certificate) it refuses aloud.
// It refuses to decide by the name that a client gives, and it does not check that a client
// has the key which it offers: the server does, and only then takes the identity.
//
// A file looks like this:
//
//	[[operator]]
//	name = "maya"                        # as the record shows it: a-z, 0-9, ., _ and -
//	keys = ["ssh-ed25519 AAAA… laptop"]  # lines of her .pub files, without options
//	role = "lead"                        # may look into every dossier of the group and see every reason; else "operator"
//	expires = 2027-01-31                 # to the end of that day, UTC; or a time with its zone. Who left
//	                                     # stays here with a day that is over: a group's lead sees their work
//	flows = ["KYC basic"]                # all if absent
//	group = "eu"                         # uses this service account
//
//	[[operator]]
//	name = "lars"
//	principals = ["lars@example.com"]    # of certificates
//	authority = "corp"                   # whose; may be absent where there is only one
//
//	[[authority]]
//	name = "corp"
//	key = "ssh-ed25519 AAAA…"            # signs certificates of users
//
//	[[group]]
//	name = "eu"
//	token_file = "/etc/dossier/eu.token" # of mode 0600
package operators
