// Package chain proves that the entries of a journal are the ones that were
// written: none changed, none removed, none put in between.
//
// It promises, for a journal whose records verify without a fault: with
// nothing but a head that was written down elsewhere, that every record up to
// that head is the one it was then; with the audit key as well, that every
// record was written by a program that had the key. A chain cannot show by
// itself that its end was cut off: only a head kept elsewhere can.
//
// A record's leaf is the SHA-256 of its canonical bytes, its hash that of the
// hash before it, its position and its leaf, and its seal the HMAC-SHA256 of
// position and hash (FIPS 180-4, RFC 2104). What an administrator removed when
// its time was over leaves its leaf, so that the chain stays whole, and a
// tombstone that says how much was removed, when, by whom and by which rule.
//
// The package is pure: it reads no file, no clock and no database.
package chain
