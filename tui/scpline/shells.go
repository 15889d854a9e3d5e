package scpline

import (
	"regexp"
	"strings"

	"dossier/flows/intake/quoting"
)

// Shell is the one shell that a line is for.
type Shell string

// The shells.
const (
	AnyShell   Shell = ""
	PowerShell Shell = "PowerShell"
)

// Shell is the shell of the person's computer that a line with these files is for. Which of
// its two shells somebody on Windows uses is not known, and few paths need to be written
// differently for them. Two percent signs of a line are a variable to cmd, wherever they are.
func (c Client) Shell(files ...string) Shell {
	if c.isPOSIX() || !differsInShells.MatchString(strings.Join(files, " ")) {
		return AnyShell
	}
	return PowerShell
}

func (c Client) isPOSIX() bool { return c == OpenSSH || c == OpenSSHLinux }

// differsInShells finds what one of Windows' shells reads within double quotes: PowerShell
// names of variables, its escapes and its other quotation marks (about_Quoting_Rules), cmd
// names of variables between percent signs.
var differsInShells = regexp.MustCompile("[$`“”„]|%[^%]+%")

// quote is a path as the person's shell takes it. Both shells of Windows know double quotes,
// and no path there can hold one. What they would read in these is in single quotes, which
// only PowerShell knows: in cmd a percent sign cannot be quoted at all.
func (c Client) quote(shell Shell, path string) string {
	switch {
	case c.isPOSIX():
		return quoting.QuotePOSIX(protected(path))
	case shell == PowerShell:
		return "'" + singleQuotes.ReplaceAllString(path, "$0$0") + "'"
	}
	return `"` + strings.ReplaceAll(path, `"`, "") + `"`
}

// singleQuotes are the signs that end a text in single quotes in PowerShell; two of them are
// one in it.
var singleQuotes = regexp.MustCompile("['‘’‚‛]")
