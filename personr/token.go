package personr

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// ErrToken is what every error of [NewToken] is, by [errors.Is]. Their texts say why and
// repeat nothing of what was given.
var ErrToken = errors.New("this is no token")

const tokenMask = "[token]"

// maxTokenBytes bounds a token, in bytes. The platform accepts 8,000 characters for
// all headers together (Bubble manual, "Hard limits").
const maxTokenBytes = 4096

// Token is the bearer token of the service. It is opaque: forms with pipe
// characters and forms without exist (manual, "Generating an authentication
// token"). It is kept in a function value, because fmt and slog print the fields
// of a struct even where these have a String method of their own.
type Token struct{ reveal func() string }

// NewToken returns the token in raw. What editors and examples put around a token is
// dropped: blanks, invisible marks, quotes, "PERSONR_TOKEN=", "Authorization:" and
// "Bearer". The error is [ErrToken] when nothing is left, when it is longer than 4,096
// bytes, or when it holds a quote or anything but visible ASCII.
func NewToken(raw string) (Token, error) {
	text := unwrapToken(raw)
	if reason := tokenProblem(text); reason != "" {
		return Token{}, tokenError(reason)
	}
	return Token{reveal: func() string { return text }}, nil
}

// Empty reports whether there is no token at all.
func (t Token) Empty() bool { return t.reveal == nil }

// Format prints a mask for every verb.
func (t Token) Format(w fmt.State, _ rune) { _, _ = io.WriteString(w, tokenMask) }

// LogValue gives structured logs the mask.
func (t Token) LogValue() slog.Value { return slog.StringValue(tokenMask) }

// MarshalText gives encoders the mask.
func (t Token) MarshalText() ([]byte, error) { return []byte(tokenMask), nil }

// MarshalJSON gives JSON the mask.
func (t Token) MarshalJSON() ([]byte, error) { return []byte(`"` + tokenMask + `"`), nil }

func (t Token) authorizationHeader() string { return "Bearer " + t.reveal() }
