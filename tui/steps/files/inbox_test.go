package files_test

import (
	"context"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// inbox is an inbox of the test, whose files are those of a folder.
type inbox struct {
	*stepstest.Folder
	version uint64
	refusal string
	shell   string
}

const testTarget = "docs.example.com:K7F2/front"

// Browse keeps the whole list while a path is typed, as an inbox does.
func (i *inbox) Browse(ctx context.Context, at steps.Ref, typed string) steps.Listing {
	if strings.ContainsAny(typed, `/\`) {
		typed = ""
	}
	list := i.Folder.Browse(ctx, at, typed)
	list.Where, list.Folder, list.Parent, list.Version = safe.Text{}, steps.Ref{}, steps.Ref{}, i.now()
	list.Refusal = i.refusal
	return list
}

func (i *inbox) Delivery(_ []flows.SlotLine, _ flows.Slot, path string) steps.Delivery {
	command := "scp FILE " + testTarget
	if path != "" {
		command = "scp '" + path + "' " + testTarget
	}
	return steps.Delivery{
		Command: safe.LineOf(command, safe.DetailMax), Copy: command, Name: "Inbox · code K7F2", Shell: i.shell,
		Promise: "Files are held in memory, for this session only.",
	}
}

// WaitForChange looks ten times a second: in a test that costs nothing.
func (i *inbox) WaitForChange(ctx context.Context, version uint64) {
	for ctx.Err() == nil && i.now() == version {
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

func (i *inbox) now() uint64 {
	i.Mu.Lock()
	defer i.Mu.Unlock()
	return i.version
}

// Paste parts what is on several lines with a bar.
func (i *inbox) Paste(text string) steps.PastedPaths {
	return steps.PastedPaths{Line: strings.ReplaceAll(strings.TrimSpace(text), "\n", "|")}
}

// receiving sits at the file question of the front, with an inbox.
func receiving(t *testing.T, source *inbox, width, height int, play func(*stepstest.Person)) {
	t.Helper()
	f := stepstest.NewFrame(width, height, stepstest.DocumentsChosen(t))
	stepstest.PlayScreen(t, f, source, atSlot(stepstest.FrontSlot), play)
}

// Over SSH there is no folder to look into: the screen says what to type on the person's
// own computer, and what has arrived.
func TestAnInboxSaysHowAFileGetsThere(t *testing.T) {
	receiving(t, &inbox{Folder: &stepstest.Folder{}}, 80, 18, func(p *stepstest.Person) {
		p.Sees("from your own computer", "scp FILE "+testTarget, "Inbox · code K7F2", "nothing has arrived yet", "held in memory")
		p.SeesNot("folder", "drop a file", "Downloads")
	})
}

// What arrives is in the list at once, and is sent like any other file.
func TestAFileThatArrivesIsListedAtOnce(t *testing.T) {
	source := &inbox{Folder: &stepstest.Folder{}}
	receiving(t, source, 80, 18, func(p *stepstest.Person) {
		source.Mu.Lock()
		source.Rows = []steps.FileRow{stepstest.NewFileRow("front.jpg", 0, 3_300_000, "JPEG")}
		source.version++
		source.Mu.Unlock()
		time.Sleep(time.Second) // virtual
		p.Settle()
		p.Sees("front.jpg")
		p.Press("down", "enter")
		p.Settle()
		p.Press("enter")
		p.Wants(sends(stepstest.FrontSlot, "front.jpg"))
	})
}

// A path of the person's own computer completes the command; it can be copied whole.
func TestAPastedPathCompletesTheCommand(t *testing.T) {
	const path = "/Users/anna/Desktop/id front.jpg"
	receiving(t, &inbox{Folder: &stepstest.Folder{}}, 80, 18, func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: path})
		p.Settle()
		p.Sees("scp '"+path+"'", testTarget)
		p.Press("ctrl+y")
		copied, ok := p.Actions[len(p.Actions)-1].(steps.CopyText)
		if !ok || copied.Text != "scp '"+path+"' "+testTarget {
			t.Errorf("%+v", p.Actions)
		}
	})
}

// Several dropped files stay apart in the field, which has one line.
func TestPathsOnSeveralLinesStayApart(t *testing.T) {
	receiving(t, &inbox{Folder: &stepstest.Folder{}}, 80, 18, func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "/Users/anna/id front.jpg\n/Users/anna/back.jpg\n"})
		p.Settle()
		p.Press("ctrl+y")
		const want = "scp '/Users/anna/id front.jpg|/Users/anna/back.jpg' " + testTarget
		if copied, ok := p.Actions[len(p.Actions)-1].(steps.CopyText); !ok || copied.Text != want {
			t.Errorf("%+v", p.Actions)
		}
	})
}

// A line that only one shell reads as it is meant says which.
func TestALineForOneShellSaysWhich(t *testing.T) {
	receiving(t, &inbox{Folder: &stepstest.Folder{}, shell: "PowerShell"}, 60, 14, func(p *stepstest.Person) { p.Sees("This line is for PowerShell alone.") })
	receiving(t, &inbox{Folder: &stepstest.Folder{}}, 60, 14, func(p *stepstest.Person) { p.SeesNot("This line is for") })
}

// A command that has no room on one line is there whole, on the narrowest screen too.
func TestALongCommandIsShownWhole(t *testing.T) {
	path := "/Users/anna/" + strings.Repeat("folder/", 12) + "front.jpg"
	receiving(t, &inbox{Folder: &stepstest.Folder{}}, 60, 14, func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: path})
		p.Settle()
		joined := strings.Join(strings.Fields(strings.ReplaceAll(stepstest.ScreenText(p.Step.View(p.Frame)), "\n", "")), "")
		if want := "scp'" + path + "'" + testTarget; !strings.Contains(joined, want) {
			t.Errorf("%s is not in\n%s", want, stepstest.ScreenText(p.Step.View(p.Frame)))
		}
	})
}

// A command is broken at blanks alone: after a hyphen it would be another one.
func TestACommandIsBrokenAtBlanks(t *testing.T) {
	for width := 10; width < 80; width++ {
		receiving(t, &inbox{Folder: &stepstest.Folder{}}, width+3, 18, func(p *stepstest.Person) {
			p.Send(tea.PasteMsg{Content: "/a-b/c-d.jpg"})
			p.Settle()
			for line := range strings.SplitSeq(stepstest.ScreenText(p.Step.View(p.Frame)), "\n") {
				if text := strings.TrimSpace(line); strings.HasPrefix(text, "scp") && strings.HasSuffix(text, "-") {
					t.Errorf("%d: %q", width, line)
				}
			}
		})
	}
}

// What a program with windows does not show is said here.
func TestTheLatestRefusalIsSaid(t *testing.T) {
	source := &inbox{Folder: &stepstest.Folder{}, refusal: "A file was refused: at most 20 MiB each."}
	receiving(t, source, 80, 18, func(p *stepstest.Person) { p.Sees("A file was refused: at most 20 MiB each.") })
	source.refusal = "Refused: the path names another code than the user name; use one of them."
	for width := 60; width <= 130; width++ { // no word of it is cut off
		receiving(t, source, width, 24, func(p *stepstest.Person) { p.Sees(strings.Fields(source.refusal)...) })
	}
}

// A path of the person's own computer says nothing of what has arrived: with it in the field
// nothing is highlighted by itself, and Enter sends nothing.
func TestAPathElsewhereHighlightsNoArrival(t *testing.T) {
	for _, path := range []string{`C:\Users\Anna\front side.jpg`, "/Users/anna/front.jpg", `\\server\scans\front.jpg`} {
		for _, before := range []string{"", "down"} {
			arrived := &stepstest.Folder{Rows: []steps.FileRow{stepstest.NewFileRow("scan.jpg", 0, 1_000_000, "JPEG")}}
			receiving(t, &inbox{Folder: arrived}, 80, 18, func(p *stepstest.Person) {
				if before != "" {
					p.Press(before)
				}
				p.Send(tea.PasteMsg{Content: path})
				p.Settle()
				p.Sees("scan.jpg")
				p.SeesNot("▸ scan.jpg")
				p.Press("enter")
				p.Settle()
				p.Press("enter")
				p.WantsNothing()
				if body := p.Step.View(p.Frame); !strings.Contains(body.Status, "on your own computer") {
					t.Errorf("%s: %q", path, body.Status)
				}
			})
		}
	}
}
