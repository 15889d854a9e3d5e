package sandbox

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
)

var errScript = errors.New(`a script is a JSON object {"rules": [...]}`)

// ParseScript reads a script file's content. It refuses unknown fields, calls, kinds, pages,
// presets and amounts that make no sense; the error names the rule, counted from 0, and what
// would be valid.
func ParseScript(content []byte) ([]Rule, error) {
	var file struct {
		Rules []json.RawMessage `json:"rules"`
	}
	if err := decodeStrict(content, &file); err != nil {
		return nil, fmt.Errorf("%w: %w", errScript, err)
	}
	if file.Rules == nil {
		return nil, errScript
	}
	out := make([]Rule, 0, len(file.Rules))
	for i, raw := range file.Rules {
		rule, err := parseRule(raw)
		if err != nil {
			return nil, fmt.Errorf("rule %d: %w", i, err)
		}
		out = append(out, rule)
	}
	return out, nil
}

// decodeStrict decodes exactly one JSON value without unknown fields.
func decodeStrict(content []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return rewordDecodeError(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more after the end of the object")
	}
	return nil
}

// rewordDecodeError drops Go's type names from the decoder's errors.
func rewordDecodeError(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		name := kind.Field[strings.LastIndex(kind.Field, ".")+1:]
		return fmt.Errorf("field %q cannot be a %s", name, kind.Value)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

// parseRule reads the rule twice: the action may name a preset, whose fields hold where the rule
// writes none.
func parseRule(raw []byte) (Rule, error) {
	var w scriptedRule
	if err := decodeStrict(raw, &w); err != nil {
		return Rule{}, err
	}
	act, err := parseAction(w.Do)
	if err != nil {
		return Rule{}, fmt.Errorf(`"do": %w`, err)
	}
	rule := w.Rule
	rule.Do = act
	return rule, rule.validate()
}

// scriptedRule keeps "do" unread.
type scriptedRule struct {
	Rule
	Do json.RawMessage `json:"do"`
}

// scriptedAction is an action as a script spells it.
type scriptedAction struct {
	Action
	Preset       string       `json:"preset"`
	Every        durationText `json:"every"`
	DelayReading durationText `json:"delay_reading"`
	DelayAnswer  durationText `json:"delay_answer"`
}

func parseAction(raw []byte) (Action, error) {
	if len(raw) == 0 {
		return Action{}, errors.New("is missing")
	}
	var first scriptedAction
	if err := decodeStrict(raw, &first); err != nil {
		return Action{}, err
	}
	if first.Preset == "" {
		return first.toAction(), nil
	}
	if first.Kind != "" {
		return Action{}, errors.New(`has both "kind" and "preset"; one is enough`)
	}
	base, ok := Preset(first.Preset)
	if !ok {
		return Action{}, unknownValueError("preset", first.Preset, Presets())
	}
	second := scriptedAction{Action: base, Every: durationText(base.Every),
		DelayReading: durationText(base.DelayReading), DelayAnswer: durationText(base.DelayAnswer)}
	err := decodeStrict(raw, &second)
	return second.toAction(), err
}

func (s scriptedAction) toAction() Action {
	a := s.Action
	a.Every, a.DelayReading, a.DelayAnswer =
		time.Duration(s.Every), time.Duration(s.DelayReading), time.Duration(s.DelayAnswer)
	return a
}

// durationText is a duration that a script writes as text.
type durationText time.Duration

// UnmarshalJSON reads texts such as "1.5s".
func (s *durationText) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return errors.New(`a delay is a text such as "1.5s"`)
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return errors.New(`a delay is a text such as "1.5s" and not negative`)
	}
	*s = durationText(d)
	return nil
}

// validate says what is wrong with a rule.
func (r Rule) validate() error {
	if !slices.Contains(Calls(), r.Call) {
		return unknownValueError("call", r.Call, Calls())
	}
	if r.Nth < 0 {
		return errors.New(`"nth" must not be negative`)
	}
	if err := r.Do.validate(); err != nil {
		return fmt.Errorf(`"do": %w`, err)
	}
	return nil
}

func (a Action) validate() error {
	thens := []string{ThenClose, ThenRead, ThenReset}
	switch {
	case !slices.Contains(Kinds(), a.Kind):
		return unknownValueError("kind", a.Kind, Kinds())
	case a.Page != "" && !slices.Contains(Pages(), a.Page):
		return unknownValueError("page", a.Page, Pages())
	case a.Then != "" && !slices.Contains(thens, a.Then):
		return unknownValueError("then", a.Then, thens)
	case a.Kind == KindStatus && (a.Status < 200 || a.Status > 999):
		return errors.New(`"status" must be from 200 to 999`)
	case a.Kind == KindRedirect && a.Location == "":
		return errors.New(`a redirect needs a "location"`)
	case a.Kind == KindRedirect && a.Status != 0 && (a.Status < 300 || a.Status > 399):
		return errors.New(`the "status" of a redirect must be from 300 to 399`)
	}
	return a.validateAmounts()
}

// maxAmount keeps a script from asking for more memory than a machine has.
const maxAmount = 64 << 20

func (a Action) validateAmounts() error {
	switch {
	case a.Bytes < 0 || a.Bytes > maxAmount || a.Times < 0 || a.Times > maxAmount:
		return fmt.Errorf(`"bytes" and "times" must be from 0 to %d`, maxAmount)
	case a.BytesPerSecond < 0:
		return errors.New(`"bytes_per_second" must not be negative`)
	case a.At < BeforeBody || a.Every < 0 || a.DelayReading < 0 || a.DelayAnswer < 0:
		return errors.New("points and delays must not be negative")
	case a.At != AfterLastByte && !a.canActEarly():
		return fmt.Errorf("the kind %q needs the whole body, so it has no \"at\"", a.Kind)
	}
	for _, k := range slices.Sorted(maps.Keys(a.Headers)) {
		if k == "" || strings.ContainsAny(k+a.Headers[k], "\r\n\x00") {
			return errors.New(`"headers" must not hold line breaks; use the kind "raw" for that`)
		}
	}
	return nil
}

// canActEarly says whether a kind makes sense before the body is complete: the kinds that show
// the documented answer need the whole request to have one.
func (a Action) canActEarly() bool {
	return slices.Contains([]string{KindReset, KindClose, KindStatus, KindRedirect, KindRaw}, a.Kind)
}

func unknownValueError(what, is string, valid []string) error {
	return fmt.Errorf("unknown %s %q; valid are %s", what, is, strings.Join(valid, ", "))
}

// statusText is the reason phrase, with Cloudflare's own statuses.
func statusText(status int) string {
	return cmp.Or(http.StatusText(status), cloudflareTitles()[status], "Unknown")
}
