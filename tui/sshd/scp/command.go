package scp

import "strings"

// Command is what a client asked for with exec.
type Command struct {
	IsSource    bool // scp -f: the client fetches
	IsRecursive bool // -r
	WantsFolder bool // -d: several files, so the target has to be a folder
	WantsTimes  bool // -p
	Target      string
}

// ParseCommand reads the command of a request for scp, as it came: clients quote in
// different ways and no shell is in between. It reports false for any other command.
func ParseCommand(raw string) (Command, bool) {
	rest, ok := strings.CutPrefix(raw, "scp ")
	if !ok {
		return Command{}, false
	}
	var c Command
	hasMode := false
	for {
		rest = strings.TrimLeft(rest, " ")
		word, after, _ := strings.Cut(rest, " ")
		if word == "--" {
			rest = strings.TrimLeft(after, " ")
			break
		}
		if !isFlags(word) {
			break
		}
		c.applyFlags(word)
		hasMode = hasMode || strings.ContainsAny(word, "tf")
		rest = after
	}
	c.Target = unquote(rest)
	return c, hasMode
}

// isFlags reports whether a word is made of flags that clients send to a server.
func isFlags(word string) bool {
	return len(word) > 1 && word[0] == '-' && strings.Trim(word[1:], "tfrpdvqCB") == ""
}

func (c *Command) applyFlags(word string) {
	c.IsSource = c.IsSource || strings.Contains(word, "f")
	c.IsRecursive = c.IsRecursive || strings.Contains(word, "r")
	c.WantsFolder = c.WantsFolder || strings.Contains(word, "d")
	c.WantsTimes = c.WantsTimes || strings.Contains(word, "p")
}

// ParsePut reads the command "put NAME". It reports false for any other command.
func ParsePut(raw string) (target string, ok bool) {
	target, ok = strings.CutPrefix(strings.TrimSpace(raw), "put ")
	return unquote(strings.TrimSpace(target)), ok
}

// unquote cuts off one pair of quotes.
func unquote(s string) string {
	if n := len(s); n > 1 && (s[0] == '\'' || s[0] == '"') && s[n-1] == s[0] {
		return s[1 : n-1]
	}
	return s
}

// RefusalText says why a command is not run, and what to do instead, without a full stop.
func RefusalText(command string) string {
	switch word, _, _ := strings.Cut(strings.TrimSpace(command), " "); word {
	case "put":
		return "put needs a side: ssh HOST put CODE/front < front.jpg"
	case "rsync":
		return "rsync is not spoken here; send the file with scp"
	case "mosh-server":
		return "mosh is not spoken here; use ssh"
	}
	return "no commands are run here; without one, ssh opens the wizard"
}
