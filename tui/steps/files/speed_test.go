package files_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/steps"
	"dossier/tui/steps/files"
	"dossier/tui/steps/stepstest"
)

func manyFiles(n int) []steps.FileRow {
	rows := make([]steps.FileRow, n)
	for i := range rows {
		rows[i] = stepstest.NewFileRow(fmt.Sprintf("scan-%05d.jpg", i), time.Duration(i)*time.Minute, 1_000_000, "JPEG")
	}
	return rows
}

func listedStep(f steps.Frame, rows []steps.FileRow) steps.Step {
	step, cmd := files.New(steps.Deps{Ctx: context.Background(), FileSource: &stepstest.Folder{Rows: rows}}, f, steps.Place{Stage: flows.StageFiles, Slot: stepstest.FrontSlot})
	step, _, _ = step.Update(cmd(), f)
	return step
}

func BenchmarkKeyIn10000Files(b *testing.B) {
	f := stepstest.NewFrame(120, 34, stepstest.DocumentsChosen(b))
	step := listedStep(f, manyFiles(10_000))
	b.Run("down", func(b *testing.B) { stepstest.MeasureKeys(b, step, f, stepstest.Key("down")) })
	b.Run("letter", func(b *testing.B) {
		stepstest.MeasureKeys(b, step, f, tea.KeyPressMsg{Code: 'a', Text: "a"}, stepstest.Key("backspace"))
	})
}

// TestAKeyInALongListIsFast compares with a list that fills the window once, in the same
// run: how fast a machine is says nothing, how the time grows does.
func TestAKeyInALongListIsFast(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	f := stepstest.NewFrame(120, 34, stepstest.DocumentsChosen(t))
	short, long := listedStep(f, manyFiles(100)), listedStep(f, manyFiles(10_000))
	const rounds, most = 8, 3
	perShort, perLong := time.Hour, time.Hour
	for range rounds { // in turn, and the fastest counts: a busy machine slows some
		perShort = min(perShort, timePerKey(short, f))
		perLong = min(perLong, timePerKey(long, f))
	}
	if perLong > most*perShort {
		t.Errorf("a key takes %s among 10,000 files and %s among 100", perLong, perShort)
	}
}

func timePerKey(step steps.Step, f steps.Frame) time.Duration {
	const keys = 40
	start := time.Now()
	for range keys {
		step, _, _ = step.Update(stepstest.Key("down"), f)
		_ = step.View(f)
	}
	return time.Since(start) / keys
}
