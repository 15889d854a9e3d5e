package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"dossier/flows"
	"dossier/flows/chain"
)

// lineSchema is the version of the lines; fields are only ever added to one.
const lineSchema = 1

// timestampFormat is RFC 3339 with all nine digits, so that lines sort by their text.
const timestampFormat = "2006-01-02T15:04:05.000000000Z07:00"

// jsonLine is a record that has its content: an entry of a dossier, or a
// tombstone, whose kind is "Tombstone" and which belongs to no dossier. Hash
// follows from the hash of the line before, pos and leaf (package chain), so a
// whole export can be checked without the journal.
type jsonLine struct {
	Schema    int             `json:"schema"`      // 1
	Pos       uint64          `json:"pos"`         // place in the chain, from 1
	Leaf      chain.Hash      `json:"leaf"`        // of the content
	Hash      chain.Hash      `json:"hash"`        // of the chain up to here
	Seal      chain.Hash      `json:"seal"`        // of pos and hash, with the audit key
	Time      string          `json:"time"`        // UTC, RFC 3339, nanoseconds
	Service   string          `json:"service"`     // base URL; "" of a tombstone
	Applicant string          `json:"applicantId"` // "" of a tombstone
	Seq       uint64          `json:"seq"`         // number in the dossier, from 1; 0 of a tombstone
	Entry     string          `json:"entry"`       // unique ID
	Session   string          `json:"session"`     // the run of the program that wrote it
	Operator  string          `json:"operator"`    // as that program knew them
	Kind      string          `json:"kind"`        // "FileChosen", …; "" when the stored body cannot be read
	Version   int             `json:"v"`           // of the event's form
	Event     json.RawMessage `json:"event"`       // as stored; null when the stored body cannot be read
}

// removedLine is the place of an entry whose content was removed; the tombstone
// at that position says by which rule, when and by whom.
type removedLine struct {
	Schema    int        `json:"schema"`
	Pos       uint64     `json:"pos"`
	Leaf      chain.Hash `json:"leaf"`
	Hash      chain.Hash `json:"hash"`
	Seal      chain.Hash `json:"seal"`
	Removed   bool       `json:"removed"` // true
	Tombstone uint64     `json:"tombstone"`
}

type jsonEncoder struct{ w io.Writer }

func (jsonEncoder) flush() error { return nil }

func (j jsonEncoder) encodeRecord(r chain.Record, wanted bool) error {
	if !wanted {
		return nil
	}
	var line any = removedLine{lineSchema, r.Pos, r.Leaf, r.Hash, r.Seal, true, r.TombstonePos}
	if !r.IsRemoved() {
		line = lineFromRecord(r)
	}
	text, err := json.Marshal(line)
	if err != nil {
		return err
	}
	_, err = io.WriteString(j.w, EscapeASCII(string(text))+"\n")
	return err
}

func lineFromRecord(r chain.Record) jsonLine {
	e := r.Entry
	line := jsonLine{
		Schema: lineSchema, Pos: r.Pos, Leaf: e.LeafHash(), Hash: r.Hash, Seal: r.Seal, Time: recordTime(r).Format(timestampFormat),
		Service: e.Key.Origin, Applicant: e.Key.Applicant, Seq: e.Seq, Entry: e.ID, Session: e.Session, Operator: e.Operator,
	}
	line.Version, line.Kind, line.Event = splitBody(e.Body)
	return line
}

// splitBody reads a stored body without knowing its kind, so that what a newer program
// wrote is exported too.
func splitBody(body []byte) (version int, kind string, event json.RawMessage) {
	var stored flows.EventBody
	if json.Unmarshal(body, &stored) != nil || !bytes.HasPrefix(stored.Event, []byte("{")) {
		return 0, "", nil
	}
	return stored.Version, stored.Kind, stored.Event
}

// EscapeASCII writes everything outside printable ASCII as \u escapes, so that no byte
// of the service reaches a terminal as it came. JSON allows the escapes only inside
// strings, which is where foreign text is. Line breaks between the strings stay.
func EscapeASCII(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for _, r := range text {
		switch {
		case r >= ' ' && r < 0x7f || r == '\n':
			b.WriteRune(r)
		case r > 0xffff:
			hi, lo := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, hi, lo)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
