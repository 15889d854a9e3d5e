// Package filesystem says whether a folder is on a file system that other hosts can
// write to as well. There SQLite's locks and shared memory do not hold.
package filesystem
