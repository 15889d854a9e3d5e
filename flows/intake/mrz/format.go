package mrz

// Format is the shape of a zone.
type Format int

// The formats of Doc 9303. Visas have the shapes of passports and of the larger cards, with
// one check digit less.
const (
	TD1  Format = iota + 1 // cards of the size of a bank card: 3 lines of 30 signs (part 5)
	TD2                    // larger cards: 2 lines of 36 (part 6)
	TD3                    // passports: 2 lines of 44 (part 4)
	MRVA                   // visas as large as a passport's page: 2 lines of 44 (part 7)
	MRVB                   // smaller visas: 2 lines of 36 (part 7)
)

// Alphabet is which signs can stand at a place of a zone.
type Alphabet string

// The signs of a zone (part 3): the filler, digits and capital letters.
const (
	Filler              = '<'
	Digits     Alphabet = "0123456789"
	Letters    Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
	Any        Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"
	OrFiller   Alphabet = "0123456789<" // a check digit that is left out where its field is empty
	FirstSigns Alphabet = "ACIPV"       // A, C and I: cards, P: passports, V: visas
	Sexes      Alphabet = "MF<X"        // X is printed too
)

// field is a part of a line.
type field struct {
	line, from, to int // signs from..to-1
	signs          Alphabet
}

// layout is where the fields of a format are. Signs that are in no field are of any kind.
type layout struct {
	kind          Kind
	lines, length int
	fields        []field
	number        field // with its check digit at its end
	birth         field
	expiry        field
	optional      field   // with a check digit at its end; empty where the format has none
	composite     []field // what the last check digit is of, empty for visas
	last          field   // the check digit of the composite
}

var (
	passportNumber = field{1, 0, 10, ""}
	passportBirth  = field{1, 13, 20, ""}
	passportExpiry = field{1, 21, 28, ""}
	twoLineFields  = []field{
		{0, 0, 1, FirstSigns}, {0, 1, 2, Letters}, {0, 2, 5, Letters},
		{1, 9, 10, Digits}, {1, 10, 13, Letters}, {1, 13, 20, Digits}, {1, 20, 21, Sexes}, {1, 21, 28, Digits},
	}
)

var layouts = map[Format]layout{
	TD3: {
		kind: Passport, lines: 2, length: 44,
		fields: append([]field{{0, 5, 44, Letters}, {1, 42, 43, OrFiller}, {1, 43, 44, Digits}}, twoLineFields...),
		number: passportNumber, birth: passportBirth, expiry: passportExpiry,
		optional:  field{1, 28, 43, ""},
		composite: []field{passportNumber, passportBirth, {1, 21, 43, ""}}, last: field{1, 43, 44, ""},
	},
	MRVA: {
		kind: Visa, lines: 2, length: 44, fields: append([]field{{0, 5, 44, Letters}}, twoLineFields...),
		number: passportNumber, birth: passportBirth, expiry: passportExpiry,
	},
	TD2: {
		kind: Card, lines: 2, length: 36, fields: append([]field{{0, 5, 36, Letters}, {1, 35, 36, Digits}}, twoLineFields...),
		number: passportNumber, birth: passportBirth, expiry: passportExpiry,
		composite: []field{passportNumber, passportBirth, {1, 21, 35, ""}}, last: field{1, 35, 36, ""},
	},
	MRVB: {
		kind: Visa, lines: 2, length: 36, fields: append([]field{{0, 5, 36, Letters}}, twoLineFields...),
		number: passportNumber, birth: passportBirth, expiry: passportExpiry,
	},
	TD1: {
		kind: Card, lines: 3, length: 30,
		fields: []field{
			{0, 0, 1, FirstSigns}, {0, 1, 2, Letters}, {0, 2, 5, Letters}, {0, 14, 15, OrFiller},
			{1, 0, 7, Digits}, {1, 7, 8, Sexes}, {1, 8, 15, Digits}, {1, 15, 18, Letters}, {1, 29, 30, Digits},
			{2, 0, 30, Letters},
		},
		number: field{0, 5, 15, ""}, birth: field{1, 0, 7, ""}, expiry: field{1, 8, 15, ""},
		composite: []field{{0, 5, 30, ""}, {1, 0, 7, ""}, {1, 8, 15, ""}, {1, 18, 29, ""}}, last: field{1, 29, 30, ""},
	},
}

// Formats are the formats whose zones have so many lines of so many signs.
func Formats(lines, length int) []Format {
	var list []Format
	for f := TD1; f <= MRVB; f++ {
		if l := layouts[f]; l.lines == lines && l.length == length {
			list = append(list, f)
		}
	}
	return list
}

// SignsAt is which signs can stand at a place: who reads a picture need not tell an O from a
// zero where only digits are.
func (f Format) SignsAt(line, column int) Alphabet {
	for _, d := range layouts[f].fields {
		if d.line == line && column >= d.from && column < d.to {
			return d.signs
		}
	}
	return Any
}
