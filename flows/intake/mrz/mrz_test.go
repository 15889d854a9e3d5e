package mrz

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The specimens of Doc 9303, parts 4 to 7, and what they say.
var specimens = map[string]struct {
	lines []string
	want  Zone
}{
	"part 4, passport": {
		[]string{"P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"},
		Zone{TD3, Passport, "UTO", Date{12, 4, 15}},
	},
	"part 5, card": {
		[]string{"I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"},
		Zone{TD1, Card, "UTO", Date{12, 4, 15}},
	},
	"part 5, card with a long number": {
		[]string{"I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2", "STEVENSON<<PETER<JOHN<<<<<<<<<"},
		Zone{TD1, Card, "UTO", Date{95, 7, 12}},
	},
	"part 6, larger card": {
		[]string{"I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"},
		Zone{TD2, Card, "UTO", Date{12, 4, 15}},
	},
	"part 7, visa": {
		[]string{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"},
		Zone{MRVA, Visa, "UTO", Date{96, 12, 10}},
	},
	"part 7, smaller visa": {
		[]string{"V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"},
		Zone{MRVB, Visa, "UTO", Date{96, 12, 10}},
	},
}

// parseAny reads lines in whatever format fits.
func parseAny(lines []string) (Zone, error) {
	for _, f := range Formats(len(lines), len(lines[0])) {
		if z, err := Parse(f, lines); err == nil {
			return z, nil
		}
	}
	return Zone{}, ErrNoZone
}

func TestSpecimensAreRead(t *testing.T) {
	for name, s := range specimens {
		if got, err := parseAny(s.lines); err != nil || got != s.want {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, s.want)
		}
	}
}

// One digit of the number, a date or an optional field that was misread as another is
// always noticed: the weights have no factor in common with ten.
func TestAMisreadDigitIsNoticed(t *testing.T) {
	for name, s := range specimens {
		format := s.want.Format
		for line := range s.lines {
			for column, sign := range s.lines[line] {
				if !strings.ContainsRune(string(Digits), sign) {
					continue
				}
				for _, other := range Digits {
					if other == sign {
						continue
					}
					lines := append([]string(nil), s.lines...)
					lines[line] = lines[line][:column] + string(other) + lines[line][column+1:]
					isUnchecked := format == MRVA && column >= 28 // visas have no check digit there (part 7)
					if _, err := Parse(format, lines); err == nil && !isUnchecked {
						t.Errorf("%s: line %d, sign %d as %c passes", name, line+1, column+1, other)
					}
				}
			}
		}
	}
}

func TestWhatIsNoZone(t *testing.T) {
	passport := specimens["part 4, passport"].lines
	for name, lines := range map[string][]string{
		"one line":          passport[:1],
		"three lines":       append(passport[:2:2], passport[1]),
		"a short line":      {passport[0][:43], passport[1]},
		"small letters":     {strings.ToLower(passport[0]), passport[1]},
		"a digit in a name": {strings.Replace(passport[0], "ANNA", "ANN4", 1), passport[1]},
		"a card of its size": {
			strings.Replace(passport[0], "P<", "I<", 1), passport[1],
		},
		"no issuer":   {strings.Replace(passport[0], "UTO", "<<<", 1), passport[1]},
		"only filler": {strings.Repeat("<", 44), strings.Repeat("<", 44)},
		"only zeros":  {strings.Repeat("0", 44), strings.Repeat("0", 44)},
	} {
		for f := TD1; f <= MRVB; f++ {
			if z, err := Parse(f, lines); !errors.Is(err, ErrNoZone) {
				t.Errorf("%s: %+v, %v", name, z, err)
			}
		}
	}
	if _, err := Parse(0, passport); !errors.Is(err, ErrNoZone) {
		t.Error("no format is a format")
	}
}

// Whatever is written by the rules is read.
func TestWhatIsWrittenIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := rapid.IntRange(1, 28).Draw(t, "day")
		expiry := fmt.Sprintf("%02d%02d%02d", rapid.IntRange(0, 99).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"), day)
		number := rapid.StringMatching(`[A-Z0-9]{9}`).Draw(t, "number")
		issuer := rapid.SampledFrom([]string{"AUS", "D<<", "GBR", "UNO"}).Draw(t, "issuer")
		second := withDigit(number) + issuer + withDigit("740812") + "F" + withDigit(expiry) + withDigit(strings.Repeat("<", 14))
		second += string(CheckDigit(second[:10] + second[13:20] + second[21:43]))
		first := "P<" + issuer + "SPECIMEN<<ANNA" + strings.Repeat("<", 25)
		z, err := Parse(TD3, []string{first, second})
		if err != nil || z.Expires.Day != day || z.Issuer != countryCode(strings.TrimRight(issuer, "<")) {
			t.Fatalf("%+v, %v", z, err)
		}
	})
}

func withDigit(text string) string { return text + string(CheckDigit(text)) }

func TestWhenADocumentHasExpired(t *testing.T) {
	now := time.Date(2026, 11, 29, 11, 0, 0, 0, time.UTC)
	for d, want := range map[Date]bool{
		{26, 11, 28}: false, // it is still that day in the west of the Pacific's date line
		{26, 11, 27}: true,
		{26, 11, 29}: false,
		{36, 1, 1}:   false,
		{66, 1, 1}:   false, // the furthest that is read as the future
		{67, 1, 1}:   true,  // 1967
		{99, 12, 31}: true,
		{}:           false,
	} {
		if got := d.IsPast(now); got != want {
			t.Errorf("%+v: %v", d, got)
		}
	}
}

// Where only letters or only digits can stand, a reader need not tell O from 0.
func TestSignsAtAPlace(t *testing.T) {
	for name, s := range specimens {
		for line, text := range s.lines {
			for column, sign := range text {
				if !strings.ContainsRune(string(s.want.Format.SignsAt(line, column)), sign) {
					t.Errorf("%s: no %c in line %d at %d", name, sign, line+1, column+1)
				}
			}
		}
	}
	if TD3.SignsAt(1, 13) != Digits || TD3.SignsAt(0, 6) != Letters || TD3.SignsAt(1, 0) != Any {
		t.Error("the places of a passport")
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range specimens {
		f.Add(int(s.want.Format), strings.Join(s.lines, "\n"))
	}
	f.Fuzz(func(t *testing.T, format int, text string) {
		z, err := Parse(Format(format), strings.Split(text, "\n"))
		if (err == nil) != (z != Zone{}) {
			t.Errorf("%+v with %v", z, err)
		}
	})
}
