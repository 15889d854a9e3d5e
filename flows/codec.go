package flows

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
)

// CodecVersion is the version of event bodies that this program writes, and the
// largest that it knows. A reader refuses a larger one instead of guessing.
const CodecVersion = 1

// ErrNewer says that the number of a form is higher than this program knows. Whether a newer
// program wrote it is known only of what was verified.
var ErrNewer = errors.New("in a later form than this program knows; update dossier")

// EventBody is the stored form of an event, and of the journal's own records.
type EventBody struct {
	Version int             `json:"v"`
	Kind    string          `json:"kind"`
	Event   json.RawMessage `json:"event"`
}

// Encode writes e as versioned JSON; the journal keeps the bytes as they are.
func Encode(e Event) ([]byte, error) {
	if _, ok := eventPrototypes[EventName(e)]; !ok {
		return nil, errors.New("encode event: not an event value of this version")
	}
	return EncodeBody(CodecVersion, EventName(e), e)
}

// EncodeBody writes the stored form of content.
func EncodeBody(version int, kind string, content any) ([]byte, error) {
	inner, err := json.Marshal(content)
	if err != nil {
		return nil, fmt.Errorf("encode event: %w", err)
	}
	return json.Marshal(EventBody{version, kind, inner})
}

// Decode reads what Encode wrote. It returns ErrNewer for a body of a later
// version and an error that names no content for anything else it cannot read.
func Decode(b []byte) (Event, error) {
	var written struct {
		Version int `json:"v"`
	}
	// The version is read before the rest, which a later one may have reshaped.
	if json.Unmarshal(b, &written) == nil && written.Version > CodecVersion {
		return nil, fmt.Errorf("event version %d: %w", written.Version, ErrNewer)
	}
	var stored EventBody
	if err := decodeStrict(b, &stored); err != nil || stored.Version < 1 {
		return nil, errors.New("journal entry is damaged: not an event body")
	}
	prototype, ok := eventPrototypes[stored.Kind]
	if !ok {
		return nil, errors.New("journal entry is damaged: unknown kind of event")
	}
	into := reflect.New(reflect.TypeOf(prototype))
	if err := decodeStrict(stored.Event, into.Interface()); err != nil {
		return nil, errors.New("journal entry is damaged: the event does not fit its kind")
	}
	return into.Elem().Interface().(Event), nil
}

// decodeStrict reads one JSON object and refuses unknown fields and trailing data: a
// field that this version does not know is a fact that it would lose.
func decodeStrict(b []byte, into any) error {
	if !bytes.HasPrefix(b, []byte("{")) {
		return errors.New("not an object")
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if len(b) > int(d.InputOffset()) {
		return errors.New("trailing data")
	}
	return nil
}

// eventPrototypes holds one value per event; TestEveryEventIsStored keeps it complete.
var eventPrototypes = eventsByName(
	Opened{}, FlowChosen{}, DocumentChosen{}, FileChosen{}, SendStarted{}, SendCancelled{}, Released{},
	NotSent{}, Answered{}, AnswerLost{}, Decided{}, WarningAcknowledged{}, CheckConfirmed{}, CheckReleased{},
	CheckAnswered{}, CheckNotSent{}, CheckLost{}, CheckDecided{}, StatusSeen{}, SlotsReopened{},
	IncidentResolved{}, Closed{},
)

func eventsByName(events ...Event) map[string]Event {
	m := make(map[string]Event, len(events))
	for _, e := range events {
		m[EventName(e)] = e
	}
	return m
}
