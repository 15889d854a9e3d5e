// Package audit writes a journal in the forms in which it leaves the program: an
// export of its records for a machine or a spreadsheet, and the receipt of
// one dossier for the case file.
//
// It promises that both say what the journal says and nothing more: hashes,
// sizes, codes and the names of operators, never bytes, paths, file names or
// names of applicants, because the journal holds none; that an export needs
// memory that does not grow with the journal; and that foreign text stays
// closed here: JSON quotes it, and for a cell of a table the caller gives the
// function that makes it visible.
//
// A receipt is made of verified records only. An export shows what there is, also what is
// not as it was written, and counts it. With the audit key both verify every seal; without
// it they cannot know who wrote the records, and say so.
//
// It refuses to repair: it changes no record, and reads no clock, no file and no
// environment. It needs no token.
package audit
