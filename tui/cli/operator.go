package cli

import "dossier/tui/safe"

// maxNameLength is how much of a name is shown.
const maxNameLength = 64

// OperatorAt names an operator and, when it is known, the computer. Both came
// from outside.
func OperatorAt(operator, host string) string {
	who := safe.LineOf(operator, maxNameLength).String()
	if who == "" {
		who = "somebody"
	}
	if host != "" {
		who += " on " + safe.LineOf(host, maxNameLength).String()
	}
	return who
}
