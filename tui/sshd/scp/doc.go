// Package scp speaks the legacy SCP protocol, and takes the bytes of a plain "put", out of
// and into an operator's inbox.
//
// OpenSSH before 9.0 copies this way, and scp -O, curl's scp:// and others still do. The
// protocol says the size before the bytes, so a body that is shorter is known to be broken
// off. It has no written standard; the comments name what OpenSSH's scp.c does.
//
// It promises that the sender is told of a refusal within the protocol, which every client
// shows, and on stderr of what became of each file. It refuses to read or write a disk, to
// expand a pattern, and to give back anything but a receipt.
package scp
