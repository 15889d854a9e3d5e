package flows

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// CodecVersion is the version of the event bodies this program writes. A
// reader refuses a larger one instead of guessing.
const CodecVersion = 1

// ErrNewer says that an entry was written by a newer dossier.
var ErrNewer = errors.New("written by a newer dossier; update this one")

// body is the stored form of an event.
type body struct {
	Version int             `json:"v"`
	Kind    string          `json:"kind"`
	Event   json.RawMessage `json:"event"`
}

// Encode writes e as versioned JSON; the journal keeps the bytes as they are.
func Encode(e Event) ([]byte, error) {
	inner, err := json.Marshal(e)
	if err != nil {
		return nil, fmt.Errorf("encode event: %w", err)
	}
	return json.Marshal(body{CodecVersion, Name(e), inner})
}

// Decode reads what Encode wrote. It returns ErrNewer for a body of a later
// version and an error that names no content for anything else it cannot read.
func Decode(b []byte) (Event, error) {
	var stored body
	if err := strict(b, &stored); err != nil {
		return nil, errors.New("journal entry is damaged: not an event body")
	}
	if stored.Version > CodecVersion {
		return nil, fmt.Errorf("event version %d: %w", stored.Version, ErrNewer)
	}
	prototype, ok := kinds[stored.Kind]
	if !ok {
		return nil, errors.New("journal entry is damaged: unknown kind of event")
	}
	into := reflect.New(reflect.TypeOf(prototype))
	if err := strict(stored.Event, into.Interface()); err != nil {
		return nil, errors.New("journal entry is damaged: the event does not fit its kind")
	}
	return into.Elem().Interface().(Event), nil
}

// strict refuses unknown fields and trailing data: a field this version does
// not know is a fact it would otherwise drop.
func strict(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("trailing data")
	}
	return nil
}

// Name is the event's name as stored and shown: "FileChosen".
func Name(e Event) string { return reflect.TypeOf(e).Name() }

// kinds holds one value per event; TestEveryEventIsStored keeps it complete.
var kinds = byName(
	Opened{}, FlowChosen{}, DocumentChosen{}, FileChosen{}, SendStarted{}, SendCancelled{}, Released{},
	NotSent{}, Answered{}, AnswerLost{}, Decided{}, WarningAcknowledged{}, CheckConfirmed{}, CheckReleased{},
	CheckAnswered{}, CheckNotSent{}, CheckLost{}, CheckDecided{}, StatusSeen{}, SlotsReopened{},
	IncidentResolved{}, Closed{},
)

func byName(events ...Event) map[string]Event {
	m := make(map[string]Event, len(events))
	for _, e := range events {
		m[Name(e)] = e
	}
	return m
}

// MarshalText writes the hash in lower-case hexadecimal.
func (h SHA256) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads 64 hexadecimal digits.
func (h *SHA256) UnmarshalText(b []byte) error {
	if len(b) != hex.EncodedLen(len(h)) {
		return errors.New("a SHA-256 has 64 hexadecimal digits")
	}
	_, err := hex.Decode(h[:], b)
	return err
}

// String is the hash in 64 lower-case hexadecimal digits.
func (h SHA256) String() string { return hex.EncodeToString(h[:]) }

// Short is the first 8 digits, enough for a person to compare two screens.
func (h SHA256) Short() string { return h.String()[:8] }
