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
	b := newBench(t, func(c *sandbox.Config) {
		c.Applicants[0].NameFirst, c.Applicants[0].NameLast = "An\x1b]0;owned\x07na\u202e", "M\x9b2Juster"
		half := len(remarks) / 2
		c.Script = []sandbox.Rule{
			{Call: "upload", SubType: "FRONT_SIDE", Do: sandbox.Action{Kind: sandbox.KindAnswer, Errors: remarks[:half]}},
			{Call: "upload", DocType: "SELFIE", Do: sandbox.Action{Kind: sandbox.KindAnswer, Errors: remarks[half:], Warnings: remarks[:half]}},
		}
	})
	written := b.hostileFiles()
	b.drawPictures("front.jpg", "back.jpg", "selfie.jpg")
	w := b.start(options{terminal: tuitest.Options{Width: 100, Height: 30}})
	w.waitForJournal()
	modes := w.Modes()
	w.open(anna)
	w.WaitFor("…39808060")
	w.chooseDocuments()
	w.WaitFor(front)
	for range written + 5 { // past every name in the folder
		w.Type(tuitest.Down)
	}
	w.waitForKeysRead()
	w.checkFrame(100, 30)
	w.Type(tuitest.CtrlU + "x" + tuitest.CtrlU)
	w.sendFile(front, "front.jpg")
	w.WaitFor("file 2 of 3", "refused. ctrl+g shows why")
	w.openReviewRow("selfie")
	w.Type(tuitest.Enter)
	w.sendFile("file 3 of 3", "selfie.jpg")
	w.WaitFor("file 2 of 3", "Selfie: refused. ctrl+g shows why")
	for _, row := range []string{"front", "selfie"} {
		w.openReviewRow(row)
		for range 12 {
			w.Type("\x1b[6~") // page down
		}
		w.waitForKeysRead()
		w.checkFrame(100, 30)
		for _, viewer := range []string{"j", "c", "t"} {
			w.Type(viewer)
			w.WaitFor("esc close")
			w.checkFrame(100, 30)
			w.Type("\x1b[6~\x1b[6~")
			w.checkFrame(100, 30)
			w.Type(tuitest.Esc)
			w.WaitFor("Start the check")
		}
		for _, size := range [][2]int{{60, 18}, {80, 12}, {100, 30}} {
			w.Resize(size[0], size[1])
			w.waitForFrame(size[0], size[1])
			w.checkFrame(size[0], size[1])
		}
	}
	if got := strings.Join(w.Titles(), "|"); got != "dossier" {
		t.Errorf("the window's title was set to %q", got)
	}
	if w.Dropped() != 0 {
		t.Errorf("the guard had to keep %d things from the terminal: the screens let them through", w.Dropped())
	}
	autowrap := func(mode int) bool { return mode == 7 } // comes and goes with the last cell of a row
	if got := w.Modes(); !slices.Equal(slices.DeleteFunc(got, autowrap), slices.DeleteFunc(modes, autowrap)) {
		t.Errorf("the terminal's modes were %v before the hostile text and are %v after it", modes, got)
	}
}

// hostileFiles puts pictures with hostile names into the folder, where the
// system allows such names.
func (b *wizardBench) hostileFiles() (written int) {
	b.t.Helper()
	picture := noise("hostile")
	for _, name := range hostile.Strings() {
		if len(name) > 200 || strings.ContainsAny(name, "/\x00") {
			continue
		}
		if os.WriteFile(filepath.Join(b.home, name), picture, 0o600) == nil {
			written++
		}
	}
	if written < 50 {
		b.t.Fatalf("only %d hostile names could be written", written)
	}
	return written
}

// checkFrame fails when the screen is not what a frame of ours looks like.
func (w *wizard) checkFrame(width, height int) {
	w.b.t.Helper()
	frame(w.b.t, w, width, height)
	for row := range strings.Lines(w.Screen()) {
		row = strings.TrimSuffix(row, "\n")
		if ansi.StringWidth(row) > width {
			w.b.t.Errorf("a row is wider than %d cells", width)
		}
		for _, r := range row {
			if r < ' ' || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
				w.b.t.Errorf("%U is on the screen", r)
			}
		}
	}
}
