package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/personr/sandbox"
	"dossier/tui/safe/hostile"
	"dossier/tui/tuitest"
)

// Everything that attacks a terminal, as the service's remarks and as names on
// the disk, shown on every screen that shows such text.
func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	var remarks []json.RawMessage
	for _, s := range hostile.Strings() {
		raw, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		remarks = append(remarks, raw)
	}
	w := newWorld(t, withService(func(c *sandbox.Config) {
		c.Applicants[0].NameFirst, c.Applicants[0].NameLast = "An\x1b]0;owned\x07na\u202e", "M\x9b2Juster"
		half := len(remarks) / 2
		c.Script = []sandbox.Rule{
			{Call: "upload", SubType: "FRONT_SIDE", Do: sandbox.Action{Kind: sandbox.KindAnswer, Errors: remarks[:half]}},
			{Call: "upload", DocType: "SELFIE", Do: sandbox.Action{Kind: sandbox.KindAnswer, Errors: remarks[half:], Warnings: remarks[:half]}},
		}
	}))
	written := w.hostileFiles()
	w.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	ui := w.startWizard(wizardOptions{terminal: tuitest.Options{Width: 100, Height: 30}})
	ui.waitForJournal()
	modes := ui.Modes()
	ui.openApplicant(anna)
	ui.WaitFor("…39808060")
	ui.chooseDocuments()
	ui.WaitFor(front)
	for range written + 5 { // past every name in the folder
		ui.Type(tuitest.Down)
	}
	ui.waitForKeysRead()
	ui.checkFrame(100, 30)
	ui.Type(tuitest.CtrlU + "x" + tuitest.CtrlU)
	ui.sendFile(front, "front.jpg")
	ui.WaitFor("picture 2 of 3", "refused. ctrl+g shows why")
	ui.openReviewRow("selfie")
	ui.Type(tuitest.Enter)
	ui.sendFile("picture 3 of 3", "selfie.jpg")
	ui.WaitFor("picture 2 of 3", "Selfie: refused. ctrl+g shows why")
	for _, row := range []string{"front", "selfie"} {
		ui.openReviewRow(row)
		for range 12 {
			ui.Type("\x1b[6~") // page down
		}
		ui.waitForKeysRead()
		ui.checkFrame(100, 30)
		for _, viewer := range []string{"j", "c", "t"} {
			ui.Type(viewer)
			ui.WaitFor("esc close")
			ui.checkFrame(100, 30)
			ui.Type("\x1b[6~\x1b[6~")
			ui.checkFrame(100, 30)
			ui.Type(tuitest.Esc)
			ui.WaitFor("Start the check")
		}
		for _, size := range [][2]int{{60, 18}, {80, 12}, {100, 30}} {
			ui.Resize(size[0], size[1])
			ui.waitForFrame(size[0], size[1])
			ui.checkFrame(size[0], size[1])
		}
	}
	if got := strings.Join(ui.Titles(), "|"); got != "dossier" {
		t.Errorf("the window's title was set to %q", got)
	}
	if ui.Dropped() != 0 {
		t.Errorf("the guard had to keep %d things from the terminal: the screens let them through", ui.Dropped())
	}
	autowrap := func(mode int) bool { return mode == 7 } // comes and goes with the last cell of a row
	if got := ui.Modes(); !slices.Equal(slices.DeleteFunc(got, autowrap), slices.DeleteFunc(modes, autowrap)) {
		t.Errorf("the terminal's modes were %v before the hostile text and are %v after it", modes, got)
	}
}

// hostileFiles puts pictures with hostile names into the folder, where the
// system allows such names.
func (w *world) hostileFiles() (written int) {
	w.t.Helper()
	picture := noise("hostile")
	for _, name := range hostile.Strings() {
		if len(name) > 200 || strings.ContainsAny(name, "/\x00") {
			continue
		}
		if os.WriteFile(filepath.Join(w.home, name), picture, 0o600) == nil {
			written++
		}
	}
	if written < 50 {
		w.t.Fatalf("only %d hostile names could be written", written)
	}
	return written
}

// checkFrame fails when the screen is not what a frame of ours looks like.
func (w *wizard) checkFrame(width, height int) {
	w.t.Helper()
	frame(w.t, w, width, height)
	for row := range strings.Lines(w.Screen()) {
		row = strings.TrimSuffix(row, "\n")
		if ansi.StringWidth(row) > width {
			w.t.Errorf("a row is wider than %d cells", width)
		}
		for _, r := range row {
			if r < ' ' || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				w.t.Errorf("%U is on the screen", r)
			}
		}
	}
}
