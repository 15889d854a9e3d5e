// Package foreign holds text from outside (the service, file names, pastes, SSH
// clients) as a type that prints as its length only. It is a leaf: every package
// may carry such text, and only tui/safe opens it for a terminal.
package foreign

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"unique"
)

// Text is text that came from outside: the service, a file name, a paste,
// an SSH client. It has no String method and prints as its length only, so it
// can reach neither a screen nor a log by accident; package tui/safe is the
// one place that opens it for a terminal.
//
// The text is in a handle and not in the struct, because fmt prints the
// strings of unexported fields without asking for a Format method; two handles
// are equal when their texts are.
type Text struct{ text unique.Handle[string] }

// Untrusted marks s as foreign.
func Untrusted(s string) Text {
	if s == "" {
		return Text{}
	}
	return Text{unique.Make(s)}
}

// Reveal returns the bytes as they came. Callers are the terminal guard
// (tui/safe) and encoders whose format quotes everything (JSON); a test holds
// that list.
func Reveal(f Text) string {
	if f.Empty() {
		return ""
	}
	return f.text.Value()
}

// Is reports whether the text is exactly s, for looking a code up in a table.
func (t Text) Is(s string) bool { return t == Untrusted(s) }

// Join joins texts with sep between them, as strings.Join does. What comes out is
// as foreign as its parts.
func Join(parts []Text, sep string) Text {
	revealed := make([]string, len(parts))
	for i, p := range parts {
		revealed[i] = Reveal(p)
	}
	return Untrusted(strings.Join(revealed, sep))
}

// TrimSpace returns the text without the space around it.
func (t Text) TrimSpace() Text { return Untrusted(strings.TrimSpace(Reveal(t))) }

// Empty reports whether there is no text at all.
func (t Text) Empty() bool { return t == Text{} }

// Format prints the length and never the text.
func (t Text) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, t.lengthText()) }

// LogValue gives structured logs the length.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.lengthText()) }

func (t Text) lengthText() string { return fmt.Sprintf("foreign(%d bytes)", len(Reveal(t))) }

// MarshalJSON writes the text as a JSON string, for the journal and exports.
func (t Text) MarshalJSON() ([]byte, error) { return json.Marshal(Reveal(t)) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *Text) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*t = Untrusted(s)
	return nil
}

// EqualFold reports whether the text is s when upper and lower case count as the
// same: the service is not consistent in the spelling of its statuses.
func (t Text) EqualFold(s string) bool { return strings.EqualFold(Reveal(t), s) }
