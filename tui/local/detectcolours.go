package local

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/colorprofile"
)

// coloursTimeout is many times what tmux takes to answer.
const coloursTimeout = time.Second

// detectColours is what a terminal shows. The library opens the files that TERMINFO and
// TERMINFO_DIRS name, and tmux is asked: either may never end (a pipe, a server that hangs),
// and after the timeout the environment alone decides.
func detectColours(out *os.File, timeout time.Duration) func(environ []string) colorprofile.Profile {
	return func(environ []string) colorprofile.Profile {
		ctx, cancel := context.WithTimeout(context.Background(), timeout)
		defer cancel()
		detected := make(chan colorprofile.Profile, 1)
		go func() { detected <- detectProfile(ctx, out, environ) }()
		select {
		case profile := <-detected:
			return profile
		case <-ctx.Done():
			return colorprofile.Env(environ)
		}
	}
}

// detectProfile is the library's answer, with a question to tmux of our own: the library's
// gives tmux all variables of this process, and tmux gives them to its server. Some hold
// secrets.
func detectProfile(ctx context.Context, out *os.File, environ []string) colorprofile.Profile {
	isTmux := func(e string) bool { return strings.HasPrefix(e, "TMUX=") }
	profile := colorprofile.Detect(out, slices.DeleteFunc(slices.Clone(environ), isTmux))
	if profile == colorprofile.NoTTY || profile == colorprofile.TrueColor || !slices.ContainsFunc(environ, isTmux) {
		return profile
	}
	return max(profile, askTmux(ctx, environ))
}

// askTmux is what tmux says of the terminal that it is shown on, read as by
// colorprofile.Tmux. TMUX in the environment names its server.
func askTmux(ctx context.Context, environ []string) colorprofile.Profile {
	cmd := exec.CommandContext(ctx, "tmux", "info")
	cmd.Env = environ
	answer, _ := cmd.Output() // without an answer tmux has its 256 colours
	for line := range bytes.Lines(answer) {
		if (bytes.Contains(line, []byte("Tc")) || bytes.Contains(line, []byte("RGB"))) && bytes.Contains(line, []byte("true")) {
			return colorprofile.TrueColor
		}
	}
	return colorprofile.ANSI256
}
