package steps_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/steps"
)

// press measures one key: Update and View, without the commands.
func measure(b *testing.B, step steps.Step, f steps.Frame, keys ...tea.Msg) {
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		step, _, _ = step.Update(keys[i%len(keys)], f)
		_ = step.View(f)
	}
}

func BenchmarkKeyIn250Countries(b *testing.B) {
	f := pickFrame(120, 34, withFlow(b, threeNeeds()))
	step, _ := steps.NewDocuments(steps.Deps{Ctx: context.Background()}, f, steps.Place{Stage: flows.StageDocuments, Need: "address"})
	b.Run("down", func(b *testing.B) { measure(b, step, f, pickKey("down")) })
	b.Run("letter", func(b *testing.B) {
		measure(b, step, f, tea.KeyPressMsg{Code: 'a', Text: "a"}, pickKey("backspace"))
	})
}

func manyFiles(n int) []steps.FileRow {
	rows := make([]steps.FileRow, n)
	for i := range rows {
		rows[i] = fileRow(fmt.Sprintf("scan-%05d.jpg", i), time.Duration(i)*time.Minute, 1_000_000, "fits")
	}
	return rows
}

func listedStep(f steps.Frame, rows []steps.FileRow) steps.Step {
	step, cmd := steps.NewFiles(steps.Deps{Ctx: context.Background(), FileSource: &pickFiles{rows: rows}}, f, steps.Place{Stage: flows.StageFiles, Slot: pickFront})
	step, _, _ = step.Update(cmd(), f)
	return step
}

func BenchmarkKeyIn10000Files(b *testing.B) {
	f := pickFrame(120, 34, documentsChosen(b))
	step := listedStep(f, manyFiles(10_000))
	b.Run("down", func(b *testing.B) { measure(b, step, f, pickKey("down")) })
	b.Run("letter", func(b *testing.B) {
		measure(b, step, f, tea.KeyPressMsg{Code: 'a', Text: "a"}, pickKey("backspace"))
	})
}

func TestAKeyInALongListIsFast(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	f := pickFrame(120, 34, documentsChosen(t))
	step := listedStep(f, manyFiles(10_000))
	const keys, limit = 200, 5 * time.Millisecond // 1 ms is the aim; the machine of the test may be busy
	start := time.Now()
	for range keys {
		step, _, _ = step.Update(pickKey("down"), f)
		_ = step.View(f)
	}
	if mean := time.Since(start) / keys; mean > limit {
		t.Errorf("a key takes %s, more than %s", mean, limit)
	}
}
