// Package filesystem says what a file system or the system's limits do to a database in a
// file: whether other hosts can write to its folder as well, where SQLite's locks and shared
// memory do not hold; whether an attribute forbids every change; whether a file has
// reached the size that this process may write.
package filesystem
