// Package journal keeps the entries of every dossier, in order, for good.
//
// It promises: an append that returned Done survives a kill and a power loss;
// a dossier's entries have the numbers 1, 2, 3 … without gaps, and of two
// appends at one position exactly one takes place, whatever the number of
// processes; an entry is never changed, and removed only by Purge, which leaves
// its hash and a tombstone; and no error text repeats what is stored, nor where.
//
// It refuses to write at a position that is not the next one, to use a file that
// other users could read or a disk without reliable locks, to reach a server that
// has not proved who it is, and to open a journal that lost records it once had.
//
// A journal is a file (SQLite) for the processes of one host, or a PostgreSQL
// database, version 13 or newer, for those of several hosts. There it uses the
// schema dossier, which the first start creates. The connection is direct or
// through a pooler that keeps sessions, because notifications and session
// settings need one. postgres_role.sql creates a role that can add records but
// not change any.
//
// Both databases are in this package on purpose: an engine uses the Journal's
// transactions, watchers and errors, and the Journal opens the engines, so a
// package for each would form a circle of imports. Files named postgres_ and
// sqlite_ are one engine's; the others are shared.
//
// What is written is a chain (package chain): no entry can be changed, removed
// or put in between unnoticed.
package journal
