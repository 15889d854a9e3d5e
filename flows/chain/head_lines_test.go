package chain_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"dossier/flows/chain"
)

// headText is a head as it is written down, without the end of its line.
func headText(t testing.TB, pos int) (chain.Head, string) {
	t.Helper()
	h := headOf(written(key(t, 7), pos)[pos-1])
	line, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	return h, string(line)
}

// TestEveryHeadOnALineIsRead: none hides another, and what is no head hides none.
func TestEveryHeadOnALineIsRead(t *testing.T) {
	one, first := headText(t, 1)
	two, second := headText(t, 2)
	alter := func(before, after string) string { return strings.Replace(first, before, after, 1) }
	none, line := chain.LineCount{}, chain.LineCount{Count: 1, First: 1}
	for name, c := range map[string]struct {
		text string
		want chain.HeadLines
	}{
		"a head":               {first, chain.HeadLines{Heads: []chain.Head{one}}},
		"with spaces":          {"\t" + first + " \r\n", chain.HeadLines{Heads: []chain.Head{one}}},
		"of a system log":      {"Nov 27 10:00:00 {host} dossier[12]: " + first, chain.HeadLines{Heads: []chain.Head{one}, Other: line}},
		"of a receipt":         {`  "head": ` + first, chain.HeadLines{Heads: []chain.Head{one}, Other: line}},
		"after many braces":    {strings.Repeat("{", 1<<10) + first, chain.HeadLines{Heads: []chain.Head{one}, Other: line}},
		"inside an object":     {`{"more":` + first + `}`, chain.HeadLines{Heads: []chain.Head{one}, Other: line}},
		"bytes after it":       {first + "x", chain.HeadLines{Heads: []chain.Head{one}, Other: line}},
		"a torn one before it": {first[:60] + second, chain.HeadLines{Heads: []chain.Head{two}, Unreadable: line}},
		"the same twice":       {first + first, chain.HeadLines{Heads: []chain.Head{one, one}, Several: line}},
		"two":                  {first + second, chain.HeadLines{Heads: []chain.Head{one, two}, Several: line}},
		"two in a log":         {"a " + first + " b " + second, chain.HeadLines{Heads: []chain.Head{one, two}, Several: line, Other: line}},
		"torn":                 {first[:60], chain.HeadLines{Unreadable: line}},
		"its start is gone":    {first[1:], chain.HeadLines{Unreadable: line}},
		"its end is gone":      {strings.TrimSuffix(first, "}"), chain.HeadLines{Unreadable: line}},
		"without a hash":       {alter(`"hash"`, `"hush"`), chain.HeadLines{Unreadable: line}},
		"without a seal":       {alter(`"seal"`, `"seat"`), chain.HeadLines{Unreadable: line}},
		"position 0":           {alter(`"pos":1`, `"pos":0`), chain.HeadLines{Unreadable: line}},
		"another form":         {alter(`"schema":1`, `"schema":2`), chain.HeadLines{Unreadable: line}},
		"a short hash":         {alter(one.Hash.String(), one.Hash.Short()), chain.HeadLines{Unreadable: line}},
		"a name twice":         {alter(`"pos":1`, `"pos":1,"pos":2`), chain.HeadLines{Unreadable: line}},
		"a name in capitals":   {alter(`"pos":1`, `"pos":1,"Pos":2`), chain.HeadLines{Unreadable: line}},
		"a name like another":  {alter(`"pos":1`, `"pos":1,"po\u017f":2`), chain.HeadLines{Unreadable: line}},
		"a blank line":         {" \n", chain.HeadLines{}},
		"a line of a log":      {`{"level":"info","journal":"x"}`, chain.HeadLines{Other: line}},
		"too long":             {strings.Repeat("x", 1<<16) + first, chain.HeadLines{Other: line}},
	} {
		c.want.Count = 1
		got, err := chain.ReadHeads(strings.NewReader(c.text))
		if err != nil || !slices.Equal(got.Heads, c.want.Heads) || got.Count != 1 {
			t.Errorf("%s: %d lines, %+v, %v", name, got.Count, got.Heads, err)
		}
		if got.Unreadable != c.want.Unreadable || got.Several != c.want.Several || got.Other != c.want.Other {
			t.Errorf("%s: unreadable %v, several %v, other %v", name, got.Unreadable, got.Several, got.Other)
		}
	}
	text := first + "\n\n" + first[:60] + "\n" + second + "\n" + second[:60]
	got, err := chain.ReadHeads(strings.NewReader(text))
	if err != nil || got.Count != 5 || len(got.Heads) != 2 || got.Unreadable != (chain.LineCount{Count: 2, First: 3}) || got.Several != none {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := chain.ReadHeads(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(text)))); !errors.Is(err, iotest.ErrTimeout) {
		t.Errorf("%+v, %v", got, err)
	}
}

// FuzzReadHeads: whatever is read, every head that stands alone on a line is found, and
// no line that holds anything else counts as one with nothing but heads.
func FuzzReadHeads(f *testing.F) {
	want, head := headText(f, 1)
	for _, seed := range []string{"", head, head + head, head[:60], head[1:], `{"journal":{"seal":1}}`, "{\"journal\n\"seal\"}", "\xff{}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, noise []byte) {
		text := slices.Concat(noise, []byte("\n"+head+"\n"), noise)
		got, err := chain.ReadHeads(bytes.NewReader(text))
		if err != nil || !slices.Contains(got.Heads, want) {
			t.Fatalf("%v: the head is not among %d", err, len(got.Heads))
		}
		alone, err := chain.ReadHeads(bytes.NewReader(noise))
		if err != nil || len(alone.Heads) == 0 && alone.Other.Count+alone.Unreadable.Count == 0 && len(bytes.TrimSpace(noise)) > 0 {
			t.Fatalf("%v: what is no head was passed over", err)
		}
	})
}
