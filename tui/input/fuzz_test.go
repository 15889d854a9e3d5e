package input

import (
	"bytes"
	"context"
	"flag"
	"io"
	"math/rand/v2"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	uv "github.com/charmbracelet/ultraviolet"
)

// attackTime is how long the library's decoder is attacked through the filter, without
// the fuzzer of the Go tool: go test ./tui/input -run RandomStreams -timeout 0 -attack 30m
var attackTime = flag.Duration("attack", 0, "how long random streams are tried, other ones in each run")

// seeds are streams that make the library's decoder panic, and others that resemble them.
var seeds = []struct {
	stream string
	panics bool
}{
	{"\x1b[1" + strings.Repeat(";1", 33) + "A", true},
	{"\x1b[?" + strings.Repeat("1:", 64) + "c", true},
	{"\x1bP1" + strings.Repeat(";1", 40) + "r\x1b\\", true},
	{"\x1b[200~" + "\x1b[1" + strings.Repeat(";1", 33) + "A" + "\x1b[201~", true},
	{"\x9b1" + strings.Repeat(";1", 33) + "A", true},
	{"\x9bMabc", true},
	{"\x9bM", false},
	{"\x1b[" + strings.Repeat(";", 40) + "c", false},
	{"\x1b[Mab", false},
	{"\x1b[65;30;97;1;0;65535_", false},
	{"\x1b]11;rgb:////\x1b\\\x1b]11;#\x1b\\\x1b]10;\x1b\\", false},
	{"\x1bP>|\x1b\\\x1bP1+r=\x1b\\\x1b_G;\x1b\\\x1b]52;c\a", false},
	{"\x1b[200~abc", false},
	{"\x1b[201~\x1b\x1b\x1b[\x1bO1", false},
	{"\x1b[27;5;99~\x1b[99;5u\x03", false},
	{"e\u0301\u0301\u0301\U0001F468\u200d\U0001F469\u200d\U0001F467", false},
}

// filtered is what the program would read of a stream that comes in two parts.
func filtered(stream []byte, at int) []byte {
	q := queue{onDrop: func(bool) {}}
	p := parser{sink: &q}
	p.parse(stream[:at])
	p.parse(stream[at:])
	if p.timeout() > 0 {
		p.expire()
	}
	var out []byte
	for pieces := q.next(); pieces != nil; pieces = q.next() {
		for _, piece := range pieces {
			out = append(out, piece...)
		}
	}
	return out
}

// decode gives bytes to the library's own reader, which must survive them, and returns
// how many events it made of them.
func decode(b []byte) (events int, fault any) {
	defer func() {
		if fault = recover(); fault != nil {
			fault = string(debug.Stack())
		}
	}()
	channel, counted := make(chan uv.Event), make(chan int)
	go func() {
		n := 0
		for range channel {
			n++
		}
		counted <- n
	}()
	defer func() { close(channel); events = <-counted }()
	reader := uv.NewTerminalReader(struct{ io.Reader }{bytes.NewReader(b)}, "xterm-256color")
	_ = reader.StreamEvents(context.Background(), channel)
	return 0, nil
}

// TestWithoutTheFilterTheLibraryPanics is the negative control: if this fails, the library
// has learned to survive, and the seeds prove nothing any more.
func TestWithoutTheFilterTheLibraryPanics(t *testing.T) {
	for _, seed := range seeds {
		if _, fault := decode([]byte(seed.stream)); (fault != nil) != seed.panics {
			t.Errorf("%.60q: panicked %v", seed.stream, fault != nil)
		}
		if _, fault := decode(filtered([]byte(seed.stream), 0)); fault != nil {
			t.Errorf("behind the filter, %.60q: %v", seed.stream, fault)
		}
	}
}

// FuzzInput: whatever a terminal sends, and however it is split, the program reads the
// same, the library survives it, and no input stands for many events.
func FuzzInput(f *testing.F) {
	for _, seed := range seeds {
		f.Add([]byte(seed.stream), uint(len(seed.stream)/2))
	}
	f.Fuzz(func(t *testing.T, stream []byte, at uint) { checkStream(t, stream, int(at%uint(len(stream)+1))) })
}

func checkStream(t *testing.T, stream []byte, at int) {
	t.Helper()
	out := filtered(stream, 0)
	if split := filtered(stream, at); !bytes.Equal(out, split) {
		t.Errorf("%q in one piece gives %q, split at %d %q", stream, out, at, split)
	}
	events, fault := decode(out)
	if fault != nil {
		t.Errorf("the library panics on %q, from %q: %v", out, stream, fault)
	}
	if limit := 2*len(stream) + 4; events > limit {
		t.Errorf("%q gives %d events", stream, events)
	}
	if again := filtered(out, 0); !bytes.Equal(out, again) && !bytes.Contains(out, []byte("\x03")) {
		t.Errorf("the filter changes its own output: %q to %q", out, again)
	}
}

// TestTheLibrarySurvivesRandomStreams tries streams that are built from the parts of the grammar: the same
// few hundred in every run, or new ones for as long as the flag says.
func TestTheLibrarySurvivesRandomStreams(t *testing.T) {
	seed, end := uint64(1), time.Now().Add(*attackTime)
	if *attackTime > 0 {
		seed = uint64(time.Now().UnixNano())
	}
	random := rand.New(rand.NewPCG(1, seed))
	parts := strings.Split("\x1b[,\x1bO,\x1bP,\x1b],\x1b_,\x1bX,\x1b^,\x1b,\x1b\\,\a,\x9b,\x90,\x9d,\x9c,;,:,1,27,99,200,201,65535,?,>,<,$,M,A,u,_,t,~,c,y,R,x,ä,漢,\r,\x00,\x03,\xff,\x18,\u0301,+r,>|,11;rgb:,#", ",")
	for _, seed := range seeds {
		parts = append(parts, seed.stream)
	}
	for n := 0; (n < 200 || time.Now().Before(end)) && !t.Failed(); n++ {
		var stream []byte
		for range 1 + random.IntN(40) {
			stream = append(stream, parts[random.IntN(len(parts))]...)
		}
		checkStream(t, stream, random.IntN(len(stream)+1))
	}
}
