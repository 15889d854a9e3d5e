// Package chain proves that the entries of a journal are the ones that were
// written: none changed, none removed, none put in between.
//
// It promises, for a journal whose records verify without a fault: with the
// audit key, that every record was written by a program that had the key; with
// a head that was written down elsewhere, that every record up to that head is
// the one it was then, or was emptied since, which without the key anybody with
// the database can do. A chain cannot show by itself that its end was cut off,
// nor that all of it was put aside for another: only a head kept elsewhere can.
// Whoever has journal, key and all heads can write a new past.
//
// A record's leaf is the SHA-256 of its canonical bytes, its hash that of the
// hash before it, its position and its leaf, and its seal the HMAC-SHA256 of
// position and hash (FIPS 180-4, RFC 2104). What an administrator removed when
// its time was over leaves its leaf, so that the chain stays whole, and a
// tombstone that says how much was removed, when, by whom and by which rule.
//
// The package is pure: it reads no file, no clock and no database.
package chain
