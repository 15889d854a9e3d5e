package flows

import (
	"fmt"
	"slices"
	"strings"
)

// DocType is the service's name of a kind of document, as in the manual page
// "Supported documents and types": ID_CARD, DRIVERS, PASSPORT,
// RESIDENCE_PERMIT, UTILITY_BILL, SELFIE. Others are accepted on demand, so
// the set is open.
type DocType string

// The document types of the manual page "Supported documents and types".
const (
	IDCard          DocType = "ID_CARD"
	Drivers         DocType = "DRIVERS"
	Passport        DocType = "PASSPORT"
	ResidencePermit DocType = "RESIDENCE_PERMIT"
	UtilityBill     DocType = "UTILITY_BILL"
	Selfie          DocType = "SELFIE"
)

// Side is the service's docSubType of one picture.
type Side string

// The sides that a picture can show. A document without a back still sends Front; a
// selfie sends no docSubType at all.
const (
	NoSide Side = ""
	Front  Side = "FRONT_SIDE"
	Back   Side = "BACK_SIDE"
)

// Word is the side in a slot's name: "front", "back" or nothing.
func (s Side) Word() string {
	switch s {
	case Front:
		return "front"
	case Back:
		return "back"
	}
	return ""
}

// Country is an ISO 3166-1 alpha-3 code, as the service wants it: AUS.
type Country string

// PairRule says what an error on one side of a two-sided document does to the
// other side.
type PairRule string

const (
	// PairBoth sets the other side aside too. It is the safe default: the
	// service's provider makes both pictures inactive.
	PairBoth PairRule = "both"
	// PairSingle leaves the other side as it is.
	PairSingle PairRule = "single"
)

// Need is one requirement of a flow: one document of several allowed types.
type Need struct {
	// Name is the handle in slot names and flow files: lower case, "identity".
	Name string `json:"name"`
	// Title is the need in words, "Identity document".
	Title string `json:"title"`
	// AnyOf lists the document types that satisfy the need, best first.
	AnyOf []DocType `json:"anyOf"`
	// Countries, when not empty, are the only countries allowed.
	Countries []Country `json:"countries,omitempty"`
	// Country, when set, is offered first.
	Country Country `json:"country,omitempty"`
	// Sides overrides DefaultSides for a type.
	Sides map[DocType][]Side `json:"sides,omitempty"`
	// Pair is PairBoth unless the flow says otherwise.
	Pair PairRule `json:"pair,omitempty"`
}

// Flow is what the service calls a flow, with the needs this program keeps
// for it: no documented call lists them.
type Flow struct {
	// Name is the flow's name exactly as in the service.
	Name  string `json:"name"`
	Needs []Need `json:"needs"`
}

// DefaultSides are the pictures a document of type t has, in sending order,
// when neither the flow nor the operator says otherwise (manual page
// "Supported documents and types": a document without a back sends
// FRONT_SIDE alone, a selfie has no sub-type).
func DefaultSides(t DocType) []Side {
	switch t {
	case Selfie:
		return []Side{NoSide}
	case IDCard, Drivers, ResidencePermit:
		return []Side{Front, Back}
	}
	return []Side{Front}
}

// SidesOf are the pictures of a document of type t under this need.
func (n Need) SidesOf(t DocType) []Side {
	if sides, ok := n.Sides[t]; ok && len(sides) > 0 {
		return slices.Clone(sides)
	}
	return DefaultSides(t)
}

// Allows reports whether the need takes a document of type t from country c.
func (n Need) Allows(t DocType, c Country) bool {
	return slices.Contains(n.AnyOf, t) && (len(n.Countries) == 0 || slices.Contains(n.Countries, c))
}

// Need returns the need of that name.
func (f Flow) Need(name string) (Need, bool) {
	for _, n := range f.Needs {
		if n.Name == name {
			return n, true
		}
	}
	return Need{}, false
}

// hasDuplicateNeeds reports whether two needs share a name, which is a slot's handle.
func (f Flow) hasDuplicateNeeds() bool {
	seen := map[string]bool{}
	for _, n := range f.Needs {
		if seen[n.Name] {
			return true
		}
		seen[n.Name] = true
	}
	return false
}

// Slot is one picture wanted by a flow: a need and a side.
type Slot struct {
	Need string `json:"need"`
	Side Side   `json:"side,omitempty"`
}

// String is the slot's handle: "identity.front", "selfie". It holds nothing
// foreign: need names come from the flow file, which allows [a-z0-9-] only.
func (s Slot) String() string {
	if s.Side == NoSide {
		return s.Need
	}
	return s.Need + "." + s.Side.Word()
}

// ParseSlot reads a slot's handle. A bare need, and need.front, both come back
// with what was written; Journey.FindSlot resolves them against the slots
// there are.
func ParseSlot(s string) (Slot, error) {
	need, side, dotted := strings.Cut(s, ".")
	if !ValidNeedName(need) {
		return Slot{}, fmt.Errorf("a slot is written need.front, need.back or need")
	}
	switch {
	case !dotted:
		return Slot{Need: need}, nil
	case side == "front":
		return Slot{need, Front}, nil
	case side == "back":
		return Slot{need, Back}, nil
	}
	return Slot{}, fmt.Errorf("the side of a slot is front or back, as in need.front")
}

// ValidNeedName reports whether s can be a need's name: 1 to 32 of a-z, 0-9
// and -, beginning with a letter.
func ValidNeedName(s string) bool {
	if s == "" || len(s) > 32 || s[0] < 'a' || s[0] > 'z' {
		return false
	}
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
