package personr

import (
	"bytes"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"dossier/flows/foreign"
)

const (
	redactedMark    = "[removed]"
	maxForeignBytes = 2 << 10 // bytes kept of any one foreign text
)

// secretPattern finds what must not be passed on even when it is not our token:
// tokens of the service's newer form, whole, cut or percent-encoded, and runs
// long enough to be part of a document. A refused token is repeated in the
// answer's body.
var secretPattern = regexp.MustCompile(`(?i:bus(?:\||%7c)[0-9a-z|%]*)|[A-Za-z0-9+/_=-]{64,}`)

// redactSecrets takes secrets out of text that came from outside.
func (c *Client) redactSecrets(text string) string {
	if !c.token.Empty() {
		raw := c.token.reveal()
		for _, form := range []string{raw, url.QueryEscape(raw), url.PathEscape(raw)} {
			text = strings.ReplaceAll(text, form, redactedMark)
		}
	}
	return secretPattern.ReplaceAllString(text, redactedMark)
}

// redactForeign cleans first and cuts afterwards: a token cut in half would no
// longer be recognised.
func (c *Client) redactForeign(text string) foreign.Text {
	return foreign.Untrusted(truncateForeign(c.redactSecrets(text)))
}

func truncateForeign(text string) string {
	if len(text) <= maxForeignBytes {
		return text
	}
	end := maxForeignBytes
	for end > maxForeignBytes-utf8.UTFMax && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// redactJSON returns a JSON value as it came, byte for byte, unless one of its
// strings holds a secret: then it is encoded again without it.
func (c *Client) redactJSON(raw json.RawMessage) json.RawMessage {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var value any
	if dec.Decode(&value) != nil {
		return json.RawMessage("null")
	}
	changed := false
	value = c.redactValue(value, &changed)
	if !changed {
		return raw
	}
	clean, err := json.Marshal(value)
	if err != nil {
		return json.RawMessage("null")
	}
	return clean
}

func (c *Client) redactValue(value any, changed *bool) any {
	switch v := value.(type) {
	case string:
		clean := c.redactSecrets(v)
		*changed = *changed || clean != v
		return clean
	case []any:
		for i := range v {
			v[i] = c.redactValue(v[i], changed)
		}
	case map[string]any:
		clean := make(map[string]any, len(v))
		for key, item := range v {
			name := c.redactSecrets(key)
			*changed = *changed || name != key
			clean[name] = c.redactValue(item, changed)
		}
		return clean
	}
	return value
}
