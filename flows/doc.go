// Package flows knows what a flow needs and, given what happened, where a
// dossier stands and what is wanted next. It is pure: no I/O, no clock, no
// goroutine, no screen. A Journey is the fold of its entries, every rule of
// the domain is in Apply, and what should be running now is derived by Work.
package flows
