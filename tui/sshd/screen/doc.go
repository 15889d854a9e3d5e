// Package screen draws a wizard on the terminal of an SSH session, of which a service has
// hundreds. It takes the place of Bubble Tea's own renderer there, for what that costs while
// nobody types: it looks for a new frame up to 120 times a second whether there is one or
// not, and keeps every cell of the window twice, 110 bytes each. A screen draws when there is
// something to draw, at once, and keeps the text of the last frame. Cells it makes of that
// text when the next frame comes, and drops them again.
//
// The cells and the way from one frame to the next are the library's
// (github.com/charmbracelet/ultraviolet): colours are lowered, wide characters measured and
// lines moved exactly as on a terminal of this computer.
package screen
