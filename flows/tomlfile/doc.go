// Package tomlfile reads the TOML files that people write by hand: flow definitions and
// the operators of the service. It promises that it names the line, the column and the
// key of the first 20 things that are wrong, in the order of the file, and that its time
// grows with the size of the file.
//
// It refuses to guess: an unknown key is an error. It looks for no file; the caller
// brings the bytes and a [Schema], and checks the values with a [Checker].
package tomlfile
