// Package inbox holds the files that operators sent over SSH and nobody has chosen yet.
//
// A [Registry] has one [Box] for each operator. In it are the dossiers that this
// operator's wizards have open, each with a code, and what came without a code. A
// connection for transfers sees a box through a [Tree] of paths; a wizard sees it through
// a [Dossier].
//
// It promises that
//
//   - everything stays in memory (package lockedmem) and is overwritten with zeros as soon
//     as it is not wanted any more;
//   - no file counts as complete that has a hole, fewer bytes than announced, a write that
//     failed, or no end mark of its type;
//   - an earlier version of a file stays until the new one is complete;
//   - every limit is checked before memory is taken;
//   - no operator learns anything of another one's box: a code of somebody else is
//     answered like one that never was.
//
// It refuses to guess which dossier a file is for, to open a file on a disk, to read a
// clock or draw a random number of its own, and to log. Names and paths leave it only as
// [foreign.Text].
//
// What real clients ask for, and why each answer is as it is, was measured with twenty of
// them; the tests have a row for each.
package inbox
