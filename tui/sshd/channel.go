package sshd

import (
	"strings"

	gossh "golang.org/x/crypto/ssh"
)

// window is the size of a terminal in characters.
type window struct{ columns, rows int }

// The size of a terminal that says none.
const defaultColumns, defaultRows = 80, 24

// newWindow is a size as a client says it, which is any pair of 32-bit numbers.
func newWindow(columns, rows uint32) window {
	w := window{clamp(columns, defaultColumns, maxColumns), clamp(rows, defaultRows, maxRows)}
	w.rows = min(w.rows, maxCells/w.columns)
	return w
}

func clamp(n uint32, ifNone, most int) int {
	if n == 0 {
		return ifNone
	}
	return int(min(n, uint32(most)))
}

// purpose is what a client wants of a session channel.
type purpose string

// The purposes, by the names of their requests (RFC 4254, 6.5).
const (
	wantsNothing   purpose = ""
	wantsShell     purpose = "shell"
	wantsCommand   purpose = "exec"
	wantsSubsystem purpose = "subsystem"
)

// channel is a session channel (RFC 4254, 6) with what its requests said. Only the
// goroutine that serves it uses the fields.
type channel struct {
	gossh.Channel
	purpose  purpose
	word     string // the command or the subsystem
	terminal string // the value of TERM; "": no terminal was asked for
	size     window
	environ  []string
	sizes    chan window // the newest size that was not taken yet
}

func newChannel(ch gossh.Channel) *channel { return &channel{Channel: ch, sizes: make(chan window, 1)} }

// ptyRequest is the request for a terminal (RFC 4254, 6.2).
type ptyRequest struct {
	Term                         string
	Columns, Rows, Width, Height uint32
	Modes                        string
}

// windowChange says that a terminal has a new size (RFC 4254, 6.7).
type windowChange struct{ Columns, Rows, Width, Height uint32 }

// variable is a variable of the environment (RFC 4254, 6.4).
type variable struct{ Name, Value string }

// readPurpose answers the requests until the client says what it wants, and reports
// whether it did. That request is answered too.
func (c *channel) readPurpose(requests <-chan *gossh.Request) bool {
	for request := range requests {
		_ = reply(request, c.answer(request))
		if c.purpose != wantsNothing {
			return true
		}
	}
	return false
}

// answerLater answers the requests that come while the channel is served.
func (c *channel) answerLater(requests <-chan *gossh.Request) {
	for request := range requests {
		_ = reply(request, request.Type == "window-change" && c.changeWindow(request.Payload))
	}
}

func reply(request *gossh.Request, ok bool) error {
	if !request.WantReply {
		return nil
	}
	return request.Reply(ok, nil)
}

// answer is the answer to one request. What is not named here is refused: forwarding of
// agents and of X11 too.
func (c *channel) answer(request *gossh.Request) bool {
	switch request.Type {
	case "pty-req":
		return c.takeTerminal(request.Payload)
	case "env":
		return c.takeVariable(request.Payload)
	case "window-change":
		return c.changeWindow(request.Payload)
	case string(wantsShell), string(wantsCommand), string(wantsSubsystem):
		return c.takePurpose(request)
	}
	return false
}

func (c *channel) takePurpose(request *gossh.Request) bool {
	if request.Type != string(wantsShell) {
		var text struct{ Value string }
		if gossh.Unmarshal(request.Payload, &text) != nil {
			return false
		}
		c.word = text.Value
	}
	c.purpose = purpose(request.Type)
	return true
}

// maxTermSize is more bytes than the name of any terminal has.
const maxTermSize = 64

func (c *channel) takeTerminal(payload []byte) bool {
	var asked ptyRequest
	if c.terminal != "" || gossh.Unmarshal(payload, &asked) != nil || len(asked.Term) > maxTermSize {
		return false
	}
	c.terminal, c.size = asked.Term, newWindow(asked.Columns, asked.Rows)
	if c.terminal == "" {
		c.terminal = "dumb"
	}
	return true
}

// takeVariable keeps the few variables that describe a terminal.
func (c *channel) takeVariable(payload []byte) bool {
	var v variable
	if len(payload) > maxVariableSize || gossh.Unmarshal(payload, &v) != nil || len(c.environ) >= maxEnvironment || !isWanted(v.Name) {
		return false
	}
	c.environ = append(c.environ, v.Name+"="+v.Value)
	return true
}

func isWanted(name string) bool {
	switch name {
	case "LANG", "COLORTERM", "NO_COLOR", "TERM_PROGRAM":
		return true
	}
	return strings.HasPrefix(name, "LC_")
}

// changeWindow keeps the newest size; one that nobody took is dropped.
func (c *channel) changeWindow(payload []byte) bool {
	var change windowChange
	if c.terminal == "" || gossh.Unmarshal(payload, &change) != nil {
		return false
	}
	select {
	case <-c.sizes:
	default:
	}
	c.sizes <- newWindow(change.Columns, change.Rows)
	return true
}

// exit tells the client how its command ended and closes the channel.
func (c *channel) exit(status uint32) {
	_, _ = c.SendRequest("exit-status", false, gossh.Marshal(struct{ Status uint32 }{status}))
	_ = c.Close()
}
