//go:build unix

package operators

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"
)

// longFiles make files of about n bytes, each with one thing many times over.
var longFiles = map[string]func(n int) string{
	"operators without anything": func(n int) string { return repeatTo(n, func(int) string { return "[[operator]]\n" }) },
	"operators of one name":      func(n int) string { return repeatTo(n, func(int) string { return "[[operator]]\nname=\"a\"\n" }) },
	"good operators": func(n int) string {
		return corp + repeatTo(n, func(i int) string {
			return fmt.Sprintf("[[operator]]\nname=\"o%d\"\nprincipals=[\"p%d\"]\nauthority=\"corp\"\n", i, i)
		})
	},
	"groups": func(n int) string {
		return op + repeatTo(n, func(i int) string { return fmt.Sprintf("[[group]]\nname=\"g%d\"\ntoken_file=\"/t\"\n", i) })
	},
	"authorities": func(n int) string {
		return op + repeatTo(n, func(i int) string { return fmt.Sprintf("[[authority]]\nname=\"a%d\"\n", i) })
	},
	"operators of unknown groups": func(n int) string {
		return repeatTo(n/2, func(i int) string { return fmt.Sprintf("[[group]]\nname=\"g%d\"\n", i) }) +
			repeatTo(n/2, func(i int) string { return fmt.Sprintf("[[operator]]\ngroup=\"h%d\"\n", i) })
	},
	"flows": func(n int) string {
		return op + "flows=[" + repeatTo(n, func(i int) string { return fmt.Sprintf("\"f%d\",", i) }) + "]"
	},
	"keys": func(n int) string {
		return "[[operator]]\nkeys=[" + repeatTo(n, func(int) string { return "\"x\"," }) + "]"
	},
	"principals": func(n int) string {
		return corp + "[[operator]]\nprincipals=[" + repeatTo(n, func(i int) string { return fmt.Sprintf("\"p%d\",", i) }) + "]"
	},
	"options": func(n int) string {
		return "[[operator]]\nkeys=['" + repeatTo(n, func(int) string { return "from=x," }) + "pty " + seededLine(1) + "']"
	},
	"a long key": func(n int) string { return "[[operator]]\nkeys=['ssh-ed25519 " + strings.Repeat("A", n) + "']" },
}

// repeatTo repeats a piece until it is n bytes long.
func repeatTo(n int, piece func(i int) string) string {
	var text strings.Builder
	for i := 0; text.Len() < n; i++ {
		text.WriteString(piece(i))
	}
	return text.String()
}

// parseTime is the processor's time for reading a text: what other programs take does not
// count.
func parseTime(t *testing.T, text string) time.Duration {
	start := processTime(t)
	_, _ = Parse([]byte(text), flowNames)
	return max(processTime(t)-start, time.Microsecond)
}

func processTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// TestParsingTimeIsProportionalToTheFile proves that a file of the largest size takes about
// as many times longer as it is larger than a small one: quadratic work would take 256 times
// as long.
func TestParsingTimeIsProportionalToTheFile(t *testing.T) {
	const small, large, tolerated = 30 << 10, 16 * 30 << 10, 90
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	for name, makeFile := range longFiles {
		few, many := makeFile(small), makeFile(large)
		ratio := time.Duration(tolerated)
		for try := 0; try < 3 && ratio >= tolerated; try++ {
			long := parseTime(t, many)
			ratio = long / min(parseTime(t, few), parseTime(t, few), parseTime(t, few))
			t.Logf("%s: %s, %d times that of a file 16 times smaller", name, long, ratio)
			runtime.GC()
		}
		if ratio >= tolerated {
			t.Errorf("%s: a file 16 times larger takes %d times longer", name, ratio)
		}
	}
}
