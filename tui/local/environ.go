package local

import "strings"

// terminalVariables are the variables that the terminal library may see: what describes the
// terminal, and nothing that could hold a secret.
var terminalVariables = []string{
	"TERM", "TERM_PROGRAM", "TERM_PROGRAM_VERSION", "COLORTERM", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "LANG", "LC_ALL",
	"LC_CTYPE", "TMUX", "STY", "SSH_TTY", "SSH_CONNECTION", "WT_SESSION", "COLORFGBG", "TTY_FORCE", "ConEmuANSI", "ANSICON",
}

// TerminalEnviron keeps the variables of environ that describe the terminal.
func TerminalEnviron(environ []string) []string {
	var kept []string
	for _, e := range environ {
		name, value, _ := strings.Cut(e, "=")
		for _, s := range terminalVariables {
			if name == s && value != "" {
				kept = append(kept, e)
			}
		}
	}
	return kept
}
