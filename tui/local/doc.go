// Package local gives a wizard to this computer's terminal and shows it this
// computer's files. It makes no decision of its own, is given its environment,
// and leaves nothing on the screen when it ends.
package local
