package files_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"dossier/tui/steps/stepstest"
)

// pasting takes every word of a paste as a file.
func pasting() *stepstest.Folder {
	return &stepstest.Folder{Rows: stepstest.Scans(), ReadPaste: func(text string) ([]steps.Ref, bool) {
		var refs []steps.Ref
		for _, w := range strings.Fields(text) {
			refs = append(refs, stepstest.RefOf(strings.TrimPrefix(w, "/")))
		}
		return refs, true
	}}
}

func chosenSlots(t *testing.T, a steps.Action) map[string]string {
	t.Helper()
	post, ok := a.(steps.PostAndGo)
	if !ok {
		t.Fatalf("wanted %T", a)
	}
	got := map[string]string{}
	for _, e := range post.Events {
		c := e.(flows.FileChosen)
		got[c.Slot.String()] = strings.TrimRight(string(c.SHA256[:]), "\x00")
	}
	return got
}

func TestSeveralPastedFilesAreOneQuestion(t *testing.T) {
	folder := pasting()
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, folder, func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "/back.jpg /front.jpg /bill.jpg /me-selfie.jpg"})
		p.WantsNothing()
		p.Sees("4 files for 4 pictures", "▸ Send 4 pictures, one after the other", "front.jpg", "me-selfie.jpg")
		p.Press("enter", "enter")
		if len(p.Actions) != 1 {
			t.Fatalf("a double Enter did %d things", len(p.Actions))
		}
		got := chosenSlots(t, p.LastAction())
		if len(got) != 4 || got[stepstest.FrontSlot.String()] != "front.jpg" || got[stepstest.BackSlot.String()] != "back.jpg" {
			t.Errorf("sends %v", got)
		}
	})
}

func TestTheProposalCanBeChanged(t *testing.T) {
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, pasting(), func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "/front.jpg /back.jpg"})
		p.Sees("2 files for 4 pictures", "no file: asked for afterwards", "Send 2 pictures")
		p.Press("up", "up", "up", "up", "right") // the front gets the next file, and the back that of the front
		p.Press("down", "down", "down", "down", "enter")
		got := chosenSlots(t, p.LastAction())
		if got[stepstest.FrontSlot.String()] != "back.jpg" || got[stepstest.BackSlot.String()] != "front.jpg" {
			t.Errorf("sends %v", got)
		}
	})
}

func TestTheProposalSendsNothingThatCannotBeSent(t *testing.T) {
	folder := pasting()
	folder.Report = func(ref steps.Ref) steps.FileReport {
		r := stepstest.GoodReport(ref)
		switch ref.Opaque {
		case "broken.jpg":
			r.Fault, r.FaultWord = "It is broken.", "broken"
		case "twin.jpg":
			r.SHA256 = stepstest.GoodReport(stepstest.RefOf("a.jpg")).SHA256
		case "other.jpg":
			r.OtherApplicant = true
		case "dark.jpg":
			r.Warnings = []steps.Caution{{Code: "too-dark", Text: "dark"}}
		}
		r.Name = safe.LineOf(ref.Opaque.(string), safe.ListMax)
		return r
	}
	open := func(text string, play func(*stepstest.Person)) {
		picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, folder, func(p *stepstest.Person) {
			p.Send(tea.PasteMsg{Content: text})
			play(p)
		})
	}
	open("/a.jpg /broken.jpg", func(p *stepstest.Person) {
		p.Sees("Send 1 picture, one after the other", "not used: broken.jpg", "broken")
		p.Press("enter")
		if got := chosenSlots(t, p.LastAction()); len(got) != 1 {
			t.Errorf("sends %v", got)
		}
	})
	open("/a.jpg /twin.jpg", func(p *stepstest.Person) {
		p.Press("enter")
		p.WantsNothing()
		p.Sees("Two of these files are the same picture")
	})
	open("/a.jpg /other.jpg", func(p *stepstest.Person) {
		p.Press("enter")
		p.WantsNothing()
		p.Sees("choose this one alone")
	})
	open("/a.jpg /dark.jpg", func(p *stepstest.Person) {
		p.Press("enter")
		d := p.Dialog()
		if len(d.Text) != 1 || !strings.HasPrefix(d.Text[0], "! ") || !strings.Contains(d.Text[0], ": Dark.") {
			t.Errorf("the dialog does not say which picture is dark: %q", d.Text)
		}
		if d.Choices[0].Then != nil || len(d.Choices[1].Then("").(steps.PostAndGo).Events) != 2 {
			t.Errorf("the dialog is %v", d.Text)
		}
	})
	open("/broken.jpg /broken.jpg", func(p *stepstest.Person) {
		p.Press("enter")
		p.WantsNothing()
		p.Sees("No file is chosen")
		p.Press("esc")
		p.Sees("scan-back.jpg")
	})
}

func TestTheProposalFitsEveryWindow(t *testing.T) {
	for _, size := range [][2]int{{60, 12}, {80, 6}, {80, 18}, {120, 34}, {200, 44}} {
		stepstest.PlayScreen(t, stepstest.NewFrame(size[0], size[1], stepstest.DocumentsChosen(t)), pasting(), atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
			p.Send(tea.PasteMsg{Content: "/back.jpg /front.jpg /bill.jpg /selfie.jpg /" + strings.Repeat("long", 40) + ".jpg"})
			p.Fits()
			for range 5 {
				p.Press("up")
				p.Fits()
			}
		})
	}
}

// A low window shows the whole proposal at once, and how to look at it.
func TestTheProposalIsWholeInALowWindow(t *testing.T) {
	for _, size := range [][2]int{{60, 12}, {80, 6}} {
		stepstest.PlayScreen(t, stepstest.NewFrame(size[0], size[1], stepstest.DocumentsChosen(t)), pasting(), atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
			p.Send(tea.PasteMsg{Content: "/back.jpg /front.jpg /bill.jpg /selfie.jpg"})
			p.Sees("4 files for 4 pictures", "front.jpg", "back.jpg", "bill.jpg", "selfie.jpg", "JPEG, sharp", "▸ Send 4 pictures")
			if keys := p.Step.Keys(p.Frame); keys[1].Help().Desc != "look" {
				t.Errorf("%v: the second key is %q", size, keys[1].Help().Desc)
			}
		})
	}
}

// Every warning is asked about with its picture.
func TestTheQuestionAboutSeveralPicturesShowsTheWarnedOnes(t *testing.T) {
	folder := pasting()
	folder.Report = func(ref steps.Ref) steps.FileReport {
		r := stepstest.GoodReport(ref)
		if ref.Opaque != "front.jpg" {
			r.Warnings = []steps.Caution{{Code: "too-dark", Text: "dark"}}
		}
		return r
	}
	for paste, c := range map[string]struct {
		title string
		looks []string
	}{
		"/front.jpg /back.jpg":             {"Send 2 pictures with this warning?", []string{"back.jpg"}},
		"/front.jpg /back.jpg /selfie.jpg": {"Send 3 pictures with these warnings?", []string{"back.jpg", "selfie.jpg"}},
	} {
		picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, folder, func(p *stepstest.Person) {
			p.Send(tea.PasteMsg{Content: paste})
			p.Press("enter")
			var got []string
			for _, look := range p.Dialog().Looks {
				if got = append(got, look.Title); look.Preview.W == 0 {
					t.Errorf("%s has no picture", look.Title)
				}
			}
			if !slices.Equal(got, c.looks) || p.Dialog().Title != c.title {
				t.Errorf("%s: beside %q are %q", paste, p.Dialog().Title, got)
			}
		})
	}
}

// TestNoFileSlipsToAnotherSide proves that after the document has changed, the proposal is
// made again for the sides that are wanted then, and that the first Enter only says so.
func TestNoFileSlipsToAnotherSide(t *testing.T) {
	j := stepstest.DocumentsChosen(t)
	passport := stepstest.Extend(t, j, stepstest.Session, stepstest.ChooseDocument("identity", flows.Passport, "DEU"))
	picking(t, j, stepstest.FrontSlot, pasting(), func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "/front.jpg /back.jpg /selfie.jpg /bill.jpg"})
		p.Frame.Journey = passport // no back any more
		p.Sees("4 files for 3 pictures", "Send 3 pictures")
		p.Press("enter")
		p.WantsNothing()
		p.Sees("The pictures that are asked for have changed.")
		p.Press("enter")
		got := chosenSlots(t, p.LastAction())
		want := map[string]string{stepstest.FrontSlot.String(): "front.jpg", stepstest.SelfieSlot.String(): "selfie.jpg", stepstest.BillSlot.String(): "bill.jpg"}
		if !maps.Equal(got, want) {
			t.Errorf("sends %v, want %v", got, want)
		}
	})
}

// TestTheProposalSaysWhatEnterDoes proves that the footer offers to send only what Enter
// would send.
func TestTheProposalSaysWhatEnterDoes(t *testing.T) {
	for want, change := range map[string]func(*steps.Frame){
		"send 2":    func(*steps.Frame) {},
		"take over": func(f *steps.Frame) { f.ReadOnly = true },
	} {
		picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, pasting(), func(p *stepstest.Person) {
			p.Send(tea.PasteMsg{Content: "/front.jpg /back.jpg"})
			change(&p.Frame)
			if got := p.Step.Keys(p.Frame)[0].Help().Desc; got != want {
				t.Errorf("the footer says %q, want %q", got, want)
			}
		})
	}
}

// TestALaterPasteReplacesTheProposal proves that a paste of one file, or of several, takes
// the place of the proposal, and that a text that names nothing leaves it.
func TestALaterPasteReplacesTheProposal(t *testing.T) {
	folder := pasting()
	inner := folder.ReadPaste
	folder.ReadPaste = func(text string) ([]steps.Ref, bool) {
		if text == "words" {
			return nil, false
		}
		return inner(text)
	}
	for paste, c := range map[string]struct{ sees, gone string }{
		"words":               {"That names no file.", "┃"},
		"/scan-7.jpg":         {"▸ scan-7.jpg", "Send 2 pictures"},
		"/new1.jpg /new2.jpg": {"new2.jpg", "front.jpg"},
	} {
		picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, folder, func(p *stepstest.Person) {
			p.Send(tea.PasteMsg{Content: "/front.jpg /back.jpg"})
			p.Send(tea.PasteMsg{Content: paste})
			p.Sees(c.sees)
			p.SeesNot(c.gone)
		})
	}
}

// TestTheLatestPasteCounts proves that a paste whose file is found late does not take the
// highlight from a later one.
func TestTheLatestPasteCounts(t *testing.T) {
	folder := pasting()
	inner := folder.ReadPaste
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, folder, func(p *stepstest.Person) {
		found := make(chan struct{})
		folder.ReadPaste = func(text string) ([]steps.Ref, bool) {
			if text == "/scan-7.jpg" {
				<-found
			}
			return inner(text)
		}
		p.Send(tea.PasteMsg{Content: "/scan-7.jpg"})
		p.Send(tea.PasteMsg{Content: "/scan-back.jpg"})
		close(found)
		p.Settle()
		p.Sees("▸ scan-back.jpg")
	})
}

// TestAPasteThatIsNeverFoundHoldsUpNothing proves that another file can be chosen and sent
// while a pasted path is not found, and that a late answer changes nothing.
func TestAPasteThatIsNeverFoundHoldsUpNothing(t *testing.T) {
	folder := pasting()
	inner := folder.ReadPaste
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, folder, func(p *stepstest.Person) {
		found := make(chan struct{})
		folder.ReadPaste = func(text string) ([]steps.Ref, bool) {
			<-found
			return inner(text)
		}
		p.Send(tea.PasteMsg{Content: "/scan-7.jpg"})
		p.Press("enter")
		p.WantsNothing()
		p.Press("down")
		close(found)
		p.Settle()
		p.Sees("▸ scan-back.jpg")
		p.Press("enter")
		p.Wants(sends(stepstest.FrontSlot, "scan-back.jpg"))
	})
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, folder, func(p *stepstest.Person) {
		found := make(chan struct{})
		defer close(found)
		folder.ReadPaste = func(text string) ([]steps.Ref, bool) {
			<-found
			return inner(text)
		}
		p.Send(tea.PasteMsg{Content: "/scan-7.jpg"})
		p.Press("down", "enter")
		p.Wants(sends(stepstest.FrontSlot, "scan-back.jpg"))
	})
}

// TestTheProposalSaysWhatAFileWasForItsOwnSide proves that what speaks against a file is
// asked for the side that it is proposed for, not for the side of the screen.
func TestTheProposalSaysWhatAFileWasForItsOwnSide(t *testing.T) {
	refused := chosenName(stepstest.BillSlot, "bill.jpg")
	events := append([]flows.Event{refused}, stepstest.SendEvents(stepstest.BillSlot, 1, flows.UtilityBill, stepstest.ErrorRemark())...)
	events = append(events, chosenName(stepstest.BillSlot, "other.jpg"), flows.SendStarted{Attempt: 2, Slot: stepstest.BillSlot}, flows.SendCancelled{Attempt: 2, Slot: stepstest.BillSlot})
	picking(t, stepstest.DocumentsChosen(t, events...), stepstest.FrontSlot, pasting(), func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "/front.jpg /bill.jpg"})
		p.Sees("bill.jpg", "✗ refused")
		p.Press("up", "up")
		p.Sees("! refused") // beside the list
	})
}

// A file is looked at once, whichever side it is for; what is told of it counts for its side.
func TestTheProposalLooksAtEachFileOnce(t *testing.T) {
	folder := pasting()
	folder.Report = func(ref steps.Ref) steps.FileReport {
		r := stepstest.GoodReport(ref)
		r.Warnings = []steps.Caution{{Code: "too-dark", Text: "too dark for a selfie", CountsFor: func(w steps.Want) bool { return w.Type == flows.Selfie }}}
		return r
	}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, folder, func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "/selfie.jpg /front.jpg"})
		p.Sees("JPEG, sharp", "! JPEG, dark")
		p.Press("enter")
		if d := p.Dialog(); len(d.Text) != 1 || !strings.Contains(d.Text[0], "Selfie: ") {
			t.Errorf("the dialog is %q", d.Text)
		}
		p.Press("up", "left")
		if len(folder.Looks) != 2 {
			t.Errorf("looked at %v", folder.Looks)
		}
	})
}

// A fault that passes is looked at again on Enter, and nothing is sent meanwhile.
func TestTheProposalLooksAgainAfterAFaultThatPasses(t *testing.T) {
	folder := pasting()
	deaf := true
	folder.Report = func(ref steps.Ref) steps.FileReport {
		r := stepstest.GoodReport(ref)
		if deaf {
			r.Fault, r.Temporary = "The journal did not answer.", true
		}
		return r
	}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, folder, func(p *stepstest.Person) {
		p.Send(tea.PasteMsg{Content: "/back.jpg /front.jpg"})
		folder.Mu.Lock()
		deaf = false
		folder.Mu.Unlock()
		p.Press("enter")
		p.WantsNothing()
		p.Sees("Looked at now. Press Enter again to send.")
		p.Press("enter")
		if got := chosenSlots(t, p.LastAction()); len(got) != 2 {
			t.Errorf("sends %v", got)
		}
	})
}
