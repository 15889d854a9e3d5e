package chain

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

// Head is the end of a chain at one moment, to be written down elsewhere. A journal
// whose end is cut off afterwards no longer reaches it.
type Head struct {
	Schema  int       `json:"schema"` // 1
	Journal string    `json:"journal"`
	Pos     uint64    `json:"pos"`
	Hash    Hash      `json:"hash"`
	Seal    Hash      `json:"seal"`
	Key     string    `json:"key"`             // which audit key sealed it
	Place   string    `json:"place,omitempty"` // a mark of the journal's place, see AuditKey.PlaceID
	At      time.Time `json:"at"`              // UTC, when it was read
}

// HeadSchema is the version of the form of heads.
const HeadSchema = 1

// parseHead reads a head from one JSON object. An object that could be read in two ways,
// because it has a name twice or in other letters, is none.
func parseHead(object []byte) (h Head, ok bool) {
	if !bytes.Contains(object, []byte(`"journal"`)) || !hasUniqueNames(object) || json.Unmarshal(object, &h) != nil {
		return Head{}, false
	}
	return h, h.Schema == HeadSchema && h.Journal != "" && h.Pos > 0 && h.Hash != Hash{} && h.Seal != Hash{}
}

// hasUniqueNames reports whether the names in a JSON object differ by more than the case
// of their letters. A name outside printable ASCII is in no head.
func hasUniqueNames(object []byte) bool {
	d := json.NewDecoder(bytes.NewReader(object))
	if start, err := d.Token(); err != nil || start != json.Delim('{') {
		return false
	}
	seen := map[string]bool{}
	for d.More() {
		token, err := d.Token()
		name, _ := token.(string)
		var value json.RawMessage
		if err != nil || seen[strings.ToLower(name)] || !isPrintableASCII(name) || d.Decode(&value) != nil {
			return false
		}
		seen[strings.ToLower(name)] = true
	}
	return true
}

func isPrintableASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
}
