// Package local wires a wizard to this computer: its disk, its terminal, its
// journal. It holds no rule; it only fits the parts to each other's shapes.
package local
