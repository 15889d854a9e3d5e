package chain_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"dossier/flows/chain"
)

// FuzzHeadsOnALine holds that heads that were written are read as they were, whatever
// stands on their line; that two on a line are both read and noticed; and that what is
// read from any text can be written and read again.
func FuzzHeadsOnALine(f *testing.F) {
	for _, text := range []string{
		"", "Nov 27 10:00:00 host dossier[12]: ", "<134>1 2026-11-27T10:00:00Z host dossier - - - ", "{host} ", `{"schema":1,"journal":"`, `{"a":[`, "{{{{", "}",
		"\ufeff", "\x00\xff", `{"schema":1,"journal":"j","pos":9,"hash":"00"} `, `{"Schema":1,"schema":1,"JOURNAL":"j","journal":"","pos":18446744073709551615}`,
	} {
		f.Add(text, "HMSKEGWMBNQ5SDNYIIBI3YFJLG", uint64(7), int64(1_764_000_000), byte(3))
	}
	f.Fuzz(func(t *testing.T, text, journal string, pos uint64, at int64, b byte) {
		checkWrittenAgain(t, text)
		one := chain.Head{
			Schema: chain.HeadSchema, Journal: "J" + lettersOf(journal), Pos: max(pos, 1),
			Hash: chain.Hash{b, 1}, Seal: chain.Hash{2, b}, Key: "k", At: time.Unix(at%(1<<36), 0).UTC(),
		}
		two := one
		two.Pos, two.Hash = one.Pos^2|1, chain.Hash{b, 9}
		first, second := lineOf(t, one), lineOf(t, two)
		text = strings.ReplaceAll(text, "\n", " ")
		for line, want := range map[string][]chain.Head{first: {one}, text + first: {one}, first + text: {one}, first + second: {one, two}, first + text + second: {one, two}} {
			got := readHeads(t, line)
			if len(line) < 64<<10 && !containsAll(got.Heads, want) {
				t.Fatalf("of %q: %+v", line, got)
			}
			if (len(got.Heads) > 1) != (got.Several.Count == 1) {
				t.Fatalf("%d heads on the line, several %v", len(got.Heads), got.Several)
			}
		}
	})
}

// lettersOf is what can be in a journal's ID.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 'A' || r > 'Z' {
			return -1
		}
		return r
	}, text[:min(len(text), 200)])
}

// checkWrittenAgain writes what is read from a text and reads it again.
func checkWrittenAgain(t *testing.T, text string) {
	t.Helper()
	for _, h := range readHeads(t, text).Heads {
		if h.Schema != chain.HeadSchema || h.Journal == "" || h.Pos == 0 || h.Hash == (chain.Hash{}) {
			t.Fatalf("%q was read as %+v", text, h)
		}
		h.At = h.At.UTC()
		if again := readHeads(t, lineOf(t, h)); len(again.Heads) != 1 || again.Unreadable.Count > 0 {
			t.Fatalf("%+v was written and read as %+v", h, again)
		}
	}
}

func readHeads(t *testing.T, text string) chain.HeadLines {
	t.Helper()
	got, err := chain.ReadHeads(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// lineOf is a head as it is written down, without the end of its line.
func lineOf(t *testing.T, h chain.Head) string {
	t.Helper()
	line, err := json.Marshal(h)
	if err != nil {
		t.Skip() // a year that JSON has no form for
	}
	return string(line)
}

func containsAll(list, want []chain.Head) bool {
	return !slices.ContainsFunc(want, func(h chain.Head) bool { return !slices.Contains(list, h) })
}
