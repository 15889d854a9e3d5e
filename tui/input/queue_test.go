package input

import (
	"bytes"
	"runtime"
	"strings"
	"testing"
)

// TestTheQueueHoldsABoundedAmount proves that a program that reads nothing makes the filter keep
// little, and that it is told of the pastes that are dropped.
func TestTheQueueHoldsABoundedAmount(t *testing.T) {
	for name, c := range map[string]struct {
		stream string
		told   bool
	}{
		"long pastes":     {strings.Repeat(pasteStart+strings.Repeat("a", maxPaste)+pasteEnd, 100), true},
		"short pastes":    {strings.Repeat(pasteStart+"a"+pasteEnd, 10_000), true},
		"typed text":      {strings.Repeat("a", 1<<20), false},
		"text and keys":   {strings.Repeat("a\x1b[A", 100_000), false},
		"answers":         {strings.Repeat("\x1b]11;"+strings.Repeat("a", 200)+"\a", 10_000), false},
		"text and pastes": {strings.Repeat(strings.Repeat("a", maxPaste)+pasteStart+"a"+pasteEnd, 20), true},
	} {
		told := false
		q := queue{onDrop: func(bool) { told = true }}
		(&parser{sink: &q}).parse([]byte(c.stream))
		kept := 0
		for _, w := range q.items {
			kept += len(w.text)
		}
		if kept > maxQueuedText+maxQueuedKeys*maxAnswer || told != c.told {
			t.Errorf("%s: %d bytes wait, told %v", name, kept, told)
		}
	}
}

// TestTextIsNotCopiedForEachCharacter proves that what a terminal sends in one piece costs
// memory in proportion to its length.
func TestTextIsNotCopiedForEachCharacter(t *testing.T) {
	stream := bytes.Repeat([]byte("a"), maxPaste)
	q := queue{onDrop: func(bool) {}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	(&parser{sink: &q}).parse(stream)
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 100*maxPaste {
		t.Errorf("%d bytes were allocated for %d characters", used, len(stream))
	}
}
