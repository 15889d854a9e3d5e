package local

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dossier/flows"
	"dossier/tui/inboxfolder"
	"dossier/tui/scpline"
	"dossier/tui/settings"
	"dossier/tui/steps"
	"dossier/tui/wizard"
)

// openTestInboxes opens inboxes in a private folder; the disk is allowed, so that the test
// runs everywhere.
func openTestInboxes(t *testing.T) (*inboxes, string) {
	t.Helper()
	runtime := filepath.Join(t.TempDir(), "run")
	if err := os.Mkdir(runtime, 0o700); err != nil {
		t.Fatal(err)
	}
	boxes := openInboxes(t.Context(), settings.Wizard{Inbox: settings.Inbox{AllowDisk: true, User: "maya", PublicName: "docs.example.com:2222"}}, []string{runtime})
	t.Cleanup(boxes.removeAll)
	return boxes, runtime
}

func (b *inboxes) of(t *testing.T, applicant string) inboxSource {
	t.Helper()
	source, ok := b.source(applicant, &wizard.Look{}).(inboxSource)
	if !ok {
		t.Fatal("no inbox")
	}
	return source
}

// What was sent for one applicant is never listed for another of the same operator.
func TestInboxesOfTwoApplicantsStayApart(t *testing.T) {
	boxes, runtime := openTestInboxes(t)
	anna, bruno := boxes.of(t, "anna"), boxes.of(t, "bruno")
	if anna.folder.Path == bruno.folder.Path || boxes.of(t, "anna").folder != anna.folder {
		t.Fatal("they share one")
	}
	anna.folder.MakeSlots([]string{"front", "trip"})
	err := errors.Join(
		os.WriteFile(filepath.Join(anna.folder.Path, "front", "front.jpg"), []byte("\xff\xd8"), 0o600),
		os.WriteFile(filepath.Join(anna.folder.Path, "trip", "beach.jpg"), []byte("\xff\xd8"), 0o600),
	)
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range []inboxSource{anna, bruno} {
		source.watch.Look(time.Now())
	}
	if rows := anna.rows("", []string{"front"}); len(rows) != 2 || rows[0].For+rows[1].For != "front" {
		t.Errorf("%+v", rows)
	}
	if rows := bruno.rows("", nil); len(rows) != 0 {
		t.Errorf("%+v", rows)
	}
	boxes.removeAll()
	if left, err := os.ReadDir(runtime); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
	if boxes.source("carla", &wizard.Look{}) != nil {
		t.Error("an inbox was made after the end")
	}
}

// Without a private folder the file step says why, and shows no file of the server.
func TestWithoutAPrivateFolderThereIsNoInbox(t *testing.T) {
	open := filepath.Join(t.TempDir(), "open")
	if err := os.Mkdir(open, 0o755); err != nil {
		t.Fatal(err)
	}
	boxes := openInboxes(t.Context(), settings.Wizard{}, []string{open})
	defer boxes.removeAll()
	source := boxes.source("anna", &wizard.Look{})
	if list := source.Browse(t.Context(), steps.Ref{}, "/"); !strings.HasPrefix(list.Fault, "This server has no folder that is private to you.") || len(list.Rows) != 0 {
		t.Errorf("%+v", list)
	}
	if source := boxes.source("", &wizard.Look{}); source != nil {
		t.Errorf("an inbox of nobody: %T", source)
	}
}

// A path of the operator's own computer completes the line, which names the account, the
// server and the folder of the side.
func TestTheLineForAPrivateInbox(t *testing.T) {
	boxes, _ := openTestInboxes(t)
	source := boxes.of(t, "anna")
	source.folder = &inboxfolder.Folder{Path: "/run/user/1000/dossier-inbox-K7F2"}
	lines := []flows.SlotLine{{Slot: flows.Slot{Need: "identity", Side: flows.Front}}, {Slot: flows.Slot{Need: "identity", Side: flows.Back}}}
	const to = " maya@docs.example.com:/run/user/1000/dossier-inbox-K7F2/front/"
	for typed, want := range map[string]string{
		"":                              "scp -P 2222 FILE" + to,
		"fro":                           "scp -P 2222 FILE" + to,
		"/Users/anna/id front.jpg":      "scp -P 2222 '/Users/anna/id front.jpg'" + to,
		`"C:\Users\Anna\id front.jpg"`:  `scp -P 2222 "C:\Users\Anna\id front.jpg"` + to,
		"file:///home/anna/front.jpg":   "scp -P 2222 /home/anna/front.jpg" + to,
		"/mnt/c/Users/Anna/front.jpg\n": "scp -P 2222 /mnt/c/Users/Anna/front.jpg" + to,
		"/a/1.jpg '/a/id 2.jpg'":        "scp -P 2222 /a/1.jpg '/a/id 2.jpg' maya@docs.example.com:/run/user/1000/dossier-inbox-K7F2/",
	} {
		if d := source.Delivery(lines, lines[0].Slot, typed); d.Command.String() != want || d.Copy != want || d.Promise == "" {
			t.Errorf("%q: %+v", typed, d)
		}
	}
	source.forced = true
	if d := source.Delivery(lines, lines[0].Slot, "/a/b.jpg"); d.Copy != "scp -P 2222 /a/b.jpg maya@docs.example.com:K7F2/front" || d.Name != "Inbox · code K7F2, while this dossier is open" {
		t.Errorf("%+v", d)
	}
	if d := source.Delivery(lines, lines[0].Slot, "/a/1.jpg /a/2.jpg"); d.Copy != "scp -P 2222 /a/1.jpg /a/2.jpg maya@docs.example.com:K7F2/" || d.Target != "front" {
		t.Errorf("%+v", d)
	}
	source.forced, source.target = false, scpline.Target{User: "maya"}
	if d := source.Delivery(lines, lines[0].Slot, ""); d.Command.String() != "scp FILE maya@HOST:/run/user/1000/dossier-inbox-K7F2/front/" {
		t.Errorf("%+v", d)
	}
}

// TestAFileOfAPrivateInboxIsAssignedAndRemoved proves that the side that was answered belongs
// to that very file, not to another one under its name, and that a removed file is gone from
// the list and from the folder at once.
func TestAFileOfAPrivateInboxIsAssignedAndRemoved(t *testing.T) {
	boxes, _ := openTestInboxes(t)
	source := boxes.of(t, "anna")
	path, sides := filepath.Join(source.folder.Path, "IMG_2211.jpg"), []string{"front", "back"}
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		source.watch.Look(time.Now())
	}
	is := func(want ...string) {
		t.Helper()
		rows := source.rows("", sides)
		if len(rows) != len(want) || len(rows) == 1 && rows[0].For != want[0] {
			t.Errorf("%+v, want one for %q", rows, want)
		}
	}
	write("\xff\xd8")
	is("")
	version := source.changes.Version()
	if !source.Assign(steps.Ref{Opaque: path}, "back") || source.changes.Version() == version {
		t.Error("not assigned, or nobody is told")
	}
	is("back")
	write("\xff\xd8\xff")
	is("")
	source.Remove(steps.Ref{Opaque: path})
	is()
	if _, err := os.Stat(path); err == nil {
		t.Error("the file is still there")
	}
	if source.Assign(steps.Ref{Opaque: path}, "front") || source.Assign(steps.Ref{}, "front") {
		t.Error("a side was answered for what is gone")
	}
	source.Remove(steps.Ref{Opaque: filepath.Join(source.folder.Path, "..", "other.jpg")})
}
