package personr

import (
	"fmt"
	"log/slog"
)

// Foreign is text that came from the service or its neighbours. It cannot be
// trusted with a terminal or a log: it has no String method and prints as its
// length only. The client has already taken the token out of it. The text is
// behind a pointer, so that it stays hidden when another type keeps a Foreign in
// an unexported field, where fmt cannot call Format.
type Foreign struct{ text *string }

// Untrusted marks text as foreign.
func Untrusted(text string) Foreign {
	if text == "" {
		return Foreign{}
	}
	return Foreign{&text}
}

// Raw returns the text as it came, less anything that looks like a secret.
// Who calls it must make the text safe before showing it.
func (f Foreign) Raw() string {
	if f.text == nil {
		return ""
	}
	return *f.text
}

// Empty reports whether there is no text.
func (f Foreign) Empty() bool { return f.Raw() == "" }

func (f Foreign) lengthText() string { return fmt.Sprintf("foreign(%d bytes)", len(f.Raw())) }

// Format prints the length in bytes for every verb.
func (f Foreign) Format(w fmt.State, _ rune) { _, _ = fmt.Fprint(w, f.lengthText()) }

// LogValue gives structured logs the length.
func (f Foreign) LogValue() slog.Value { return slog.StringValue(f.lengthText()) }

// MarshalText gives encoders, JSON among them, the length.
func (f Foreign) MarshalText() ([]byte, error) { return []byte(f.lengthText()), nil }
