// Package mrz reads machine-readable zones of travel documents, as ICAO Doc 9303 (8th
// edition, parts 3 to 7) defines them: two lines of 44 or 36 signs, or three of 30.
//
// A zone counts as read only if every check digit of its format holds: four or five, three on
// visas. Signs that are no zone at all pass once in ten thousand times, or once in a thousand.
// Of what was read, [Zone] holds only what can contradict an operator's choice: the kind of
// document, who issued it, and when it expires. Names, numbers and dates of birth are
// compared with their check digits and forgotten.
package mrz
