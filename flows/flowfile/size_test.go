//go:build unix

package flowfile

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"
)

const namedNeed = "[[flow.need]]\nname = \"id\"\n"

// longFiles makes files of about n bytes, each with one thing many times over.
var longFiles = map[string]func(n int) string{
	"needs without anything": func(n int) string { return head + inlineNeeds(n, func(int) string { return "{}" }) },
	"needs of one name":      func(n int) string { return head + inlineNeeds(n, func(int) string { return `{name="a"}` }) },
	"needs of different names": func(n int) string {
		return head + inlineNeeds(n, func(i int) string { return fmt.Sprintf(`{name="a%d",any_of=["A"]}`, i) })
	},
	"needs as tables":   func(n int) string { return head + repeatTo(n, func(int) string { return "[[flow.need]]\n" }) },
	"flows":             func(n int) string { return repeatTo(n, func(int) string { return "[[flow]]\n" }) },
	"flows of one name": func(n int) string { return repeatTo(n, func(int) string { return "[[flow]]\nname=\"a\"\n" }) },
	"types of one name": func(n int) string { return head + namedNeed + typeList(n, func(int) string { return "A" }) },
	"different types":   func(n int) string { return head + namedNeed + typeList(n, typeName) },
	"wrong types":       func(n int) string { return head + namedNeed + typeList(n, func(int) string { return "a" }) },
	"countries": func(n int) string {
		return head + need + "countries=[" + repeatTo(n, func(int) string { return `"AUS",` }) + "]"
	},
	"sides of no type": func(n int) string {
		return head + need + "[flow.need.sides]\n" + repeatTo(n, func(i int) string { return typeName(i) + "=[\"none\"]\n" })
	},
	"sides of all types": func(n int) string {
		return head + namedNeed + typeList(n/2, typeName) + "[flow.need.sides]\n" + repeatTo(n/2, func(i int) string { return typeName(i) + "=[\"none\"]\n" })
	},
	"unknown keys": func(n int) string { return head + repeatTo(n, func(i int) string { return fmt.Sprintf("k%d=1\n", i) }) },
	"an unknown table in one line": func(n int) string {
		return head + "x={" + repeatTo(n, func(i int) string { return fmt.Sprintf("k%d=1,", i) }) + "y=1}"
	},
	"unknown tables": func(n int) string {
		return head + need + repeatTo(n, func(i int) string { return fmt.Sprintf("[t%d]\n", i) })
	},
	"a deep key": func(n int) string { return repeatTo(n, func(int) string { return "a." }) + "a=1" },
	"deep tables": func(n int) string {
		return repeatTo(n/40, func(int) string { return "[" + strings.Repeat("a.", 400) + "a]\n" })
	},
	"nested lists":  func(n int) string { return "a=" + strings.Repeat("[", n/2) + strings.Repeat("]", n/2) },
	"a nested name": func(n int) string { return head + "need=" + strings.Repeat("[", n/2) + strings.Repeat("]", n/2) },
	"wrong kinds":   func(n int) string { return head + inlineNeeds(n, func(int) string { return "{name=1}" }) },
}

// repeatTo repeats a piece until it is n bytes long.
func repeatTo(n int, piece func(i int) string) string {
	var text strings.Builder
	for i := 0; text.Len() < n; i++ {
		text.WriteString(piece(i))
	}
	return text.String()
}

func inlineNeeds(n int, one func(i int) string) string {
	return "need=[" + repeatTo(n, func(i int) string { return one(i) + "," }) + "]\n"
}

func typeList(n int, name func(i int) string) string {
	return "any_of=[" + repeatTo(n, func(i int) string { return `"` + name(i) + `",` }) + "]\n"
}

// typeName is a type that is not among those before it.
func typeName(i int) string {
	return "T" + strings.Map(func(digit rune) rune { return digit - '0' + 'A' }, fmt.Sprint(i))
}

// parseTime is the processor's time for reading a text: what other programs take does not
// count.
func parseTime(t *testing.T, text string) time.Duration {
	shortest := time.Hour
	for range 3 {
		start := processTime(t)
		_, _ = Parse([]byte(text))
		shortest = min(shortest, processTime(t)-start)
	}
	return max(shortest, time.Microsecond)
}

func processTime(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestParsingTimeIsProportionalToTheFile proves that a file of the largest size takes about as many
// times longer as it is larger than a small one: quadratic work would take 256 times as
// long.
func TestParsingTimeIsProportionalToTheFile(t *testing.T) {
	const small, large, tolerated = 7 << 10, 16 * 7 << 10, 90
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for name, makeFile := range longFiles {
		few, many := makeFile(small), makeFile(large)
		ratio := time.Duration(tolerated)
		for try := 0; try < 3 && ratio >= tolerated; try++ {
			long := parseTime(t, many)
			ratio = long / parseTime(t, few)
			t.Logf("%s: %s, %d times that of a file 16 times smaller", name, long, ratio)
			runtime.GC()
		}
		if ratio >= tolerated {
			t.Errorf("%s: a file 16 times larger takes %d times longer", name, ratio)
		}
	}
}

// TestOnlyTheFirstFaultsAreReported proves that a file with many faults says the first ones and how many
// more there are.
func TestOnlyTheFirstFaultsAreReported(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		last string
	}{
		"20":     {strings.Repeat("[[flow]]\n", 10), "line 10: flow: has no requirement; one begins with [[flow.need]]"},
		"21":     {strings.Repeat("[[flow]]\n", 10) + "[[flow]]\nname=\"b\"\n", "and 1 more error"},
		"40,000": {head + "need=[" + strings.Repeat("{},", 20_000) + "]", "and 39,980 more errors"},
		"keys":   {head + repeatTo(9000, func(i int) string { return fmt.Sprintf("k%d=1\n", 1000+i) }), "and 1,105 more errors"},
	} {
		_, err := Parse([]byte(c.text))
		lines := strings.Split(fmt.Sprint(err), "\n")
		if len(lines) != 20 && len(lines) != 21 || lines[len(lines)-1] != c.last {
			t.Errorf("%s: %d lines, the last: %s", name, len(lines), lines[len(lines)-1])
		}
	}
}
