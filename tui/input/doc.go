// Package input filters what a terminal sends before the terminal library decodes it.
// The library trusts its input: a sequence with many parameters makes it panic, one
// short sequence can stand for 65,535 keys, and a paste without an end swallows every
// key. Here everything has a limit, and only what the wizard can use is passed on:
// characters, keys, pastes, changes of the focus, and the answers to its questions.
//
// A [Reader] reads ahead. It holds what the program has not taken yet, so that ctrl+c
// can overtake it.
package input
