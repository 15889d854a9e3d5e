// Package sftpfiles answers the SFTP subsystem out of an operator's inbox.
//
// It promises that a transfer whose connection ended never counts as complete, that a
// panic in a handler ends no other session, and that the sender is told what became of
// each file: on the channel's stderr, which OpenSSH and PuTTY print, and in the text of the
// status, which lftp, rclone and WinSCP show.
//
// It refuses to touch a file system, and to give back what was sent.
package sftpfiles
