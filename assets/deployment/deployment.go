// Package deployment has the texts by which the SSH service is run: a unit of systemd, a
// recipe of a container, and a filter of fail2ban. They are in the program, for people who
// have nothing else of it.
package deployment

import _ "embed"

// Unit is a unit of systemd 250 or later, for /etc/systemd/system/dossier.service.
//
//go:embed dossier.service
var Unit string

// Containerfile is a recipe for podman or Docker. It needs the program beside it.
//
//go:embed Containerfile
var Containerfile string

// Fail2ban is a filter for fail2ban's filter.d.
//
//go:embed fail2ban.conf
var Fail2ban string
