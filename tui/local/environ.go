package local

import (
	"slices"
	"strings"
)

// terminalVariables are the variables that a wizard on a terminal may see. They describe
// the terminal, and none could hold a secret.
var terminalVariables = []string{
	"TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "COLORTERM", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_COLOR", "LANG", "LC_ALL",
	"LC_CTYPE", "TMUX", "STY", "SSH_TTY", "SSH_CONNECTION", "WT_SESSION", "COLORFGBG", "TTY_FORCE", "ConEmuANSI", "ANSICON",
}

// TerminalEnviron keeps the variables of environ that describe the terminal.
func TerminalEnviron(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(e string) bool {
		name, value, _ := strings.Cut(e, "=")
		return value == "" || !slices.Contains(terminalVariables, name)
	})
}
