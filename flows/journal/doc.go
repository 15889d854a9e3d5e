// Package journal keeps the entries of every dossier, in order, for good.
//
// It promises: an append that returned Done survives a kill and a power loss;
// a dossier's entries have the numbers 1, 2, 3 … without gaps, and of two
// appends at one position exactly one takes place, whatever the number of
// processes; an entry is never changed, and removed only by Purge, which leaves
// its hash and a tombstone; and no error text repeats what is stored, nor where.
//
// A journal lies in a file (SQLite) for the processes of one host, or in a
// PostgreSQL database, version 13 or newer, for those of several hosts: there
// in the schema dossier, which the first program that comes makes, and reached
// directly or through a pooler that keeps sessions, because notifications and
// session settings need one. postgres_role.sql makes a role that can add
// records and change none.
//
// What is written is a chain (package chain): no entry can be changed, removed
// or put in between without a trace.
package journal
