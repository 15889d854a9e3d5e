package board_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/startlist"
	"dossier/tui/safe"
	"dossier/tui/safe/hostile"
	"dossier/tui/steps"
	"dossier/tui/steps/board"
	"dossier/tui/steps/stepstest"
)

// rows are those of a team at work, as they are now.
func rows() []board.Row {
	now := time.Now()
	ago := func(d time.Duration) time.Time { return now.Add(-d) }
	name := func(s string) safe.Text { return safe.LineOf(s, 40) }
	return []board.Row{
		{Applicant: "8118811881188x811881188118654321", Section: board.NeedsYou, Stage: flows.StageReview, Done: 2, Total: 3, Standing: startlist.Parse("selfie accepted with a warning, SELFIE"), Operator: name("ole"), Since: ago(3 * time.Hour)},
		{Applicant: "1711355906000x571112139839808060", Section: board.AtWork, Stage: flows.StageFiles, Done: 1, Total: 3, Standing: startlist.Parse("sending"), Operator: name("maya"), Since: ago(12 * time.Minute), LastKey: ago(8 * time.Second)},
		{Applicant: "4711471147114x471147114711000815", Section: board.AtWork, Stage: flows.StageReview, Done: 3, Total: 4, Standing: startlist.Parse("identity.back refused, ID_CARD back"), Operator: name("lars.hansen-oldenburg"), Since: ago(2 * time.Hour), LastKey: ago(4 * time.Minute)},
		{Applicant: "9001900190019x900190019001777700", Section: board.AtWork, Stage: flows.StageApplicant, Operator: name("eva")},
		{Applicant: "5005500550055x500550055005123456", Section: board.Waiting, Stage: flows.StageResult, Done: 4, Total: 4, Standing: startlist.Parse("check running"), Operator: name("maya"), Since: ago(25 * time.Minute)},
		{Applicant: "6006600660066x600660066006111111", Section: board.NeedsYou, Stage: flows.StageReview, Done: 3, Total: 3, Standing: startlist.Parse("ready to start"), Operator: name("maya"), Since: ago(26 * time.Hour)},
		{Applicant: "7007700770077x700770077007222222", Section: board.Unfinished, Stage: flows.StageDocuments, Total: 3, Operator: name("ole"), Since: ago(40 * time.Minute)},
	}
}

// read is a board with what its first reading brought.
func read(t *testing.T, f steps.Frame, load board.Loader) steps.Step {
	t.Helper()
	b, cmd := board.New(context.Background(), load)
	next, _, _ := b.Update(cmd(), f)
	return next
}

func always(list []board.Row) board.Loader {
	return func(context.Context) ([]board.Row, error) { return list, nil }
}

// atBoard runs play with a person at a board that reads load.
func atBoard(t *testing.T, load board.Loader, play func(*stepstest.Person)) {
	f := stepstest.NewFrame(80, 18, flows.Journey{})
	stepstest.PlayScreen(t, f, nil, func(d steps.Deps, _ steps.Frame) (steps.Step, tea.Cmd) { return board.New(d.Ctx, load) }, play)
}

func TestBoardLooks(t *testing.T) {
	for _, size := range [][2]int{{80, 18}, {120, 34}, {60, 12}, {80, 6}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			f := stepstest.NewFrame(size[0], size[1], flows.Journey{})
			s := read(t, f, always(rows()))
			for range 2 {
				s, _ = stepstest.PressKey(t, s, f, "down")
			}
			stepstest.Compare(t, f, s)
		})
	}
}

// TestTheBoardMovesByItself proves that what changes is on the screen within two seconds, that
// the highlight follows its dossier, and that a reading which failed keeps what was read.
func TestTheBoardMovesByItself(t *testing.T) {
	list, err := rows(), error(nil)
	atBoard(t, func(context.Context) ([]board.Row, error) { return list, err }, func(p *stepstest.Person) {
		p.Press("down", "down")
		p.Sees("▸ lars", "3 at work · 2 need somebody · 1 waiting · 1 unfinished")
		list = append([]board.Row{{Applicant: "1111111111111x11111111", Operator: safe.LineOf("zoe", 40)}}, list...)
		wait := func() { time.Sleep(2100 * time.Millisecond); p.Settle() }
		wait()
		p.Sees("zoe", "4 at work")
		p.Press("enter")
		p.Wants(steps.Close{Then: steps.OpenDossier{Applicant: "4711471147114x471147114711000815"}})
		list = list[:2]
		wait()
		p.Sees("1 at work · 1 needs somebody")
		err = errors.New("the disk /secret")
		wait()
		p.Sees("zoe", "cannot be read just now: this is from")
		p.SeesNot("secret")
		err, list = nil, nil
		wait()
		p.Sees("Nobody works on anything now, and nothing waits.")
		p.SeesNot("zoe", "cannot be read")
	})
}

// TestNothingOpensFromABoardWithoutAChoice proves that enter alone opens nothing, and which
// keys close it.
func TestNothingOpensFromABoardWithoutAChoice(t *testing.T) {
	atBoard(t, always(rows()), func(p *stepstest.Person) {
		p.Press("enter")
		p.WantsNothing()
		p.Press("esc")
		p.Wants(steps.Close{})
	})
}

// TestAnOldBoardsMessagesDoNothing proves that a board which was closed and opened again is
// read by one chain of readings.
func TestAnOldBoardsMessagesDoNothing(t *testing.T) {
	f := stepstest.NewFrame(80, 18, flows.Journey{})
	_, old := board.New(t.Context(), always(rows()))
	b, _ := board.New(t.Context(), always(nil))
	next, cmd, _ := b.Update(old(), f)
	if cmd != nil || !strings.Contains(stepstest.ScreenText(next.View(f)), "Reading the journal") {
		t.Error("another board's rows were taken")
	}
}

// TestABoardOfAnySizeFits draws hostile names at every size.
func TestABoardOfAnySizeFits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		list := rows()
		for _, text := range hostile.Strings() {
			list = append(list, board.Row{Applicant: "1x1", Operator: safe.LineOf(text, 40), Standing: startlist.Standing{Code: startlist.Code(text)}})
		}
		for width := 40; width <= 140; width += 5 {
			for _, height := range []int{3, 6, 18, 40} {
				f := stepstest.NewFrame(width, height, flows.Journey{})
				s := read(t, f, always(list))
				for range 30 {
					s, _ = stepstest.PressKey(t, s, f, "down")
				}
				stepstest.CheckFits(t, f, s.View(f))
			}
		}
	})
}
