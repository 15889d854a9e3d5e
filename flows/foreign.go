package flows

import (
	"encoding/json"
	"fmt"
	"unique"
)

// Foreign is text that came from outside: the service, a file name, a paste,
// an SSH client. It has no String method and prints as its length only, so it
// can reach neither a screen nor a log by accident; package tui/safe is the
// one place that opens it for a terminal.
//
// The text lies behind a handle and not in the struct, because fmt prints the
// strings of unexported fields without asking for a Format method; two handles
// are equal when their texts are.
type Foreign struct{ text unique.Handle[string] }

// Untrusted marks s as foreign.
func Untrusted(s string) Foreign {
	if s == "" {
		return Foreign{}
	}
	return Foreign{unique.Make(s)}
}

// Reveal returns the bytes as they came. Callers are the terminal guard
// (tui/safe) and encoders whose format quotes everything (JSON); a test holds
// that list.
func Reveal(f Foreign) string {
	if f.Empty() {
		return ""
	}
	return f.text.Value()
}

// Is reports whether the text is exactly s, for looking a code up in a table.
func (f Foreign) Is(s string) bool { return f == Untrusted(s) }

// Empty reports whether there is no text at all.
func (f Foreign) Empty() bool { return f == Foreign{} }

// Format prints the length and never the text.
func (f Foreign) Format(w fmt.State, _ rune) {
	_, _ = fmt.Fprintf(w, "foreign(%d bytes)", len(Reveal(f)))
}

// MarshalJSON writes the text as a JSON string, for the journal and exports.
func (f Foreign) MarshalJSON() ([]byte, error) { return json.Marshal(Reveal(f)) }

// UnmarshalJSON reads what MarshalJSON wrote.
func (f *Foreign) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*f = Untrusted(s)
	return nil
}
