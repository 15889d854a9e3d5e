// Package chain proves that the entries of a journal are the ones that were
// written: none changed, none removed, none inserted.
//
// It promises, for a journal whose records verify without a fault: with the
// audit key, that every record was written by a program that had the key; with
// a head that was written down elsewhere, that every record up to that head is
// the one it was then, or has been emptied since. A chain cannot show by itself that
// its end was cut off, nor that another chain has taken its place: only a head kept
// elsewhere can. Somebody with the journal, the key and all heads can forge it all.
//
// A record's leaf is the SHA-256 of its canonical bytes, its hash that of the
// hash before it, its position and its leaf, and its seal the HMAC-SHA256 of
// position and hash (FIPS 180-4, RFC 2104). A record that an administrator removed
// after its retention time keeps its leaf, so that the chain stays whole, and a
// tombstone that says how much was removed, when, by whom and by which rule.
//
// It refuses to read a file, a clock or a database, and it never repairs: it reports
// faults and changes nothing.
package chain
