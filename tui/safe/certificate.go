package safe

import (
	"strings"
	"time"

	"dossier/flows"
)

// What is shown of a certificate's parts, in runes, and how many of its names.
const (
	maxIssuer = 120
	maxNames  = 5
)

// Certificate describes a certificate that was refused in one line: its issuer, its
// names and its dates; empty when there is none.
func Certificate(c flows.Certificate) Text {
	if !c.IsPresent() {
		return Text{}
	}
	var names []string
	for _, name := range c.Names[:min(len(c.Names), maxNames)] {
		names = append(names, Line(name, 64).String())
	}
	if len(c.Names) > maxNames {
		names = append(names, ellipsis)
	}
	listed := strings.Join(names, ", ")
	if listed == "" {
		listed = "none"
	}
	return Text{"issuer " + Line(c.Issuer, maxIssuer).String() + "; names " + listed + "; valid " +
		c.NotBefore.UTC().Format(time.DateOnly) + " to " + c.NotAfter.UTC().Format(time.DateOnly)}
}
