package sandbox

import (
	"bytes"
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
	if err := strict(content, &file); err != nil {
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

// strict decodes exactly one JSON value without unknown fields.
func strict(content []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(content))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return reword(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("there is more after the end of the object")
	}
	return nil
}

// reword drops Go's type names from the decoder's errors.
func reword(err error) error {
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		name := kind.Field[strings.LastIndex(kind.Field, ".")+1:]
		return fmt.Errorf("field %q cannot be a %s", name, kind.Value)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "json: "))
}

// parseRule reads the rule twice: the action may name a preset, whose fields are then the ground
// that the written ones are laid on.
func parseRule(raw []byte) (Rule, error) {
	var w ruleWire
	if err := strict(raw, &w); err != nil {
		return Rule{}, err
	}
	act, err := parseAction(w.Do)
	if err != nil {
		return Rule{}, fmt.Errorf(`"do": %w`, err)
	}
	rule := w.Rule
	rule.Do = act
	return rule, rule.check()
}

// ruleWire keeps "do" unread.
type ruleWire struct {
	Rule
	Do json.RawMessage `json:"do"`
}

// actionWire is an action as a script spells it.
type actionWire struct {
	Action
	Preset       string  `json:"preset"`
	Every        textual `json:"every"`
	DelayReading textual `json:"delay_reading"`
	DelayAnswer  textual `json:"delay_answer"`
}

func parseAction(raw []byte) (Action, error) {
	if len(raw) == 0 {
		return Action{}, errors.New("is missing")
	}
	var first actionWire
	if err := strict(raw, &first); err != nil {
		return Action{}, err
	}
	if first.Preset == "" {
		return first.action(), nil
	}
	if first.Kind != "" {
		return Action{}, errors.New(`has both "kind" and "preset"; one is enough`)
	}
	base, ok := Preset(first.Preset)
	if !ok {
		return Action{}, oneOf("preset", first.Preset, Presets())
	}
	second := actionWire{Action: base, Every: textual(base.Every),
		DelayReading: textual(base.DelayReading), DelayAnswer: textual(base.DelayAnswer)}
	err := strict(raw, &second)
	return second.action(), err
}

func (w actionWire) action() Action {
	a := w.Action
	a.Every, a.DelayReading, a.DelayAnswer =
		time.Duration(w.Every), time.Duration(w.DelayReading), time.Duration(w.DelayAnswer)
	return a
}

// textual is a duration that a script writes as text.
type textual time.Duration

// UnmarshalJSON reads texts such as "1.5s".
func (s *textual) UnmarshalJSON(b []byte) error {
	var text string
	if err := json.Unmarshal(b, &text); err != nil {
		return errors.New(`a delay is a text such as "1.5s"`)
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		return errors.New(`a delay is a text such as "1.5s" and not negative`)
	}
	*s = textual(d)
	return nil
}

// check says what is wrong with a rule.
func (r Rule) check() error {
	if !slices.Contains(Calls(), r.Call) {
		return oneOf("call", r.Call, Calls())
	}
	if r.Nth < 0 {
		return errors.New(`"nth" must not be negative`)
	}
	if err := r.Do.check(); err != nil {
		return fmt.Errorf(`"do": %w`, err)
	}
	return nil
}

func (a Action) check() error {
	thens := []string{ThenClose, ThenRead, ThenReset}
	switch {
	case !slices.Contains(Kinds(), a.Kind):
		return oneOf("kind", a.Kind, Kinds())
	case a.Page != "" && !slices.Contains(Pages(), a.Page):
		return oneOf("page", a.Page, Pages())
	case a.Then != "" && !slices.Contains(thens, a.Then):
		return oneOf("then", a.Then, thens)
	case a.Kind == KindStatus && (a.Status < 200 || a.Status > 999):
		return errors.New(`"status" must be from 200 to 999`)
	case a.Kind == KindRedirect && a.Location == "":
		return errors.New(`a redirect needs a "location"`)
	case a.Kind == KindRedirect && a.Status != 0 && (a.Status < 300 || a.Status > 399):
		return errors.New(`the "status" of a redirect must be from 300 to 399`)
	}
	return a.checkAmounts()
}

// maxAmount keeps a script from asking for more memory than a machine has.
const maxAmount = 64 << 20

func (a Action) checkAmounts() error {
	switch {
	case a.Bytes < 0 || a.Bytes > maxAmount || a.Times < 0 || a.Times > maxAmount:
		return fmt.Errorf(`"bytes" and "times" must be from 0 to %d`, maxAmount)
	case a.BytesPerSecond < 0:
		return errors.New(`"bytes_per_second" must not be negative`)
	case a.At < BeforeBody || a.Every < 0 || a.DelayReading < 0 || a.DelayAnswer < 0:
		return errors.New("points and delays must not be negative")
	case a.At != AfterLastByte && !a.mayBeEarly():
		return fmt.Errorf("the kind %q needs the whole body, so it has no \"at\"", a.Kind)
	}
	for _, k := range slices.Sorted(maps.Keys(a.Headers)) {
		if k == "" || strings.ContainsAny(k+a.Headers[k], "\r\n\x00") {
			return errors.New(`"headers" must not hold line breaks; use the kind "raw" for that`)
		}
	}
	return nil
}

// mayBeEarly says whether a kind makes sense before the body is complete: the kinds that show
// the documented answer need the whole request to have one.
func (a Action) mayBeEarly() bool {
	return slices.Contains([]string{KindReset, KindClose, KindStatus, KindRedirect, KindRaw}, a.Kind)
}

func oneOf(what, is string, valid []string) error {
	return fmt.Errorf("unknown %s %q; valid are %s", what, is, strings.Join(valid, ", "))
}

// statusText is the reason phrase, with Cloudflare's own statuses.
func statusText(status int) string {
	if t := http.StatusText(status); t != "" {
		return t
	}
	if t, ok := cloudflareTitles()[status]; ok {
		return t
	}
	return "Unknown"
}
