//go:build !linux

package inboxfolder

// sharedMemory is none: no other system has a folder in memory for all users.
const sharedMemory = ""

// mediumOf is a disk: no other system says what a folder is held in.
func mediumOf(string) Medium { return Disk }
