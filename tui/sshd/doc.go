// Package sshd gives each SSH session a wizard of its own, and takes the pictures that
// operators send by scp and sftp into their inboxes.
//
// It promises that nobody gets in without a key of the operators file, that one session
// can neither see nor slow down another, and that every end that it causes leaves the
// person's terminal as it was. It opens no file of the host for an operator, runs no
// command, and forwards no port.
package sshd
