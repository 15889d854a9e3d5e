package files_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"
	"dossier/tui/steps/files"
	"dossier/tui/steps/stepstest"
)

func TestFileThatCanNotBeSentSaysTheWayOut(t *testing.T) {
	files := &stepstest.Folder{Report: func(ref steps.Ref) steps.FileReport {
		return steps.FileReport{Ref: ref, Fault: "This is a HEIC picture; export it as JPEG."}
	}}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		p.Press("down")
		p.Sees("✗ cannot be sent", "export it as JPEG")
		p.Press("enter")
		p.WantsNothing()
		p.Sees("[This is a HEIC picture; export it as JPEG.]")
	})
}

func TestSamePictureForBothSidesIsRefused(t *testing.T) {
	front := chosenName(stepstest.FrontSlot, "scan-back.jpg")
	picking(t, stepstest.DocumentsChosen(t, front), stepstest.BackSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Press("down", "enter")
		p.WantsNothing()
		p.Sees("[This very picture is chosen for the front")
	})
}

// objected presses Enter on the first file and returns what its override posts.
func objected(p *stepstest.Person, reason string) (steps.Dialog, []flows.Event) {
	p.T.Helper()
	p.Press("down", "enter")
	d := p.Dialog()
	if d.Choices[0].Then != nil {
		p.T.Error("the first row is not safe")
	}
	return d, d.Choices[1].Then(reason).(steps.PostAndGo).Events
}

func TestWarningsAskAndAreRecorded(t *testing.T) {
	files := &stepstest.Folder{Report: func(ref steps.Ref) steps.FileReport {
		r := stepstest.GoodReport(ref)
		r.Warnings = []steps.Caution{{Code: "not-sharp", Text: "not sharp"}}
		return r
	}}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		d, events := objected(p, "")
		want := chosenName(stepstest.FrontSlot, "scan-back.jpg", "not-sharp: confirmed, not looked at")
		if d.Choices[1].NeedReason || !reflect.DeepEqual(events, []flows.Event{want}) {
			t.Errorf("a picture that was never drawn: %v", events)
		}
	})
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		p.Press("down")
		p.Sees("▸ scan-back.jpg", "not sharp") // it is drawn beside the list
		p.Press("enter")
		d := p.Dialog()
		events := d.Choices[1].Then("").(steps.PostAndGo).Events
		want := chosenName(stepstest.FrontSlot, "scan-back.jpg", "not-sharp: looked at and confirmed")
		if !reflect.DeepEqual(events, []flows.Event{want}) || d.Looks[0].Preview.W == 0 {
			t.Errorf("%v, the dialog has a picture: %t", events, d.Looks[0].Preview.W > 0)
		}
	})
}

func TestPictureOfAnotherApplicantNeedsAReason(t *testing.T) {
	files := &stepstest.Folder{Report: func(ref steps.Ref) steps.FileReport {
		r := stepstest.GoodReport(ref)
		r.OtherApplicant = true
		return r
	}}
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, files, func(p *stepstest.Person) {
		d, events := objected(p, "a test picture")
		want := chosenName(stepstest.FrontSlot, "scan-back.jpg", flows.FormatOverride(flows.CodeOtherApplicant, "a test picture"))
		if !d.Choices[1].NeedReason || len(d.Choices[1].Reasons) == 0 || !reflect.DeepEqual(events, []flows.Event{want}) {
			t.Errorf("%#v %#v", d, events)
		}
	})
}

// TestOverridesAreWhatTheDomainAsksFor posts what each dialog offers.
func TestOverridesAreWhatTheDomainAsksFor(t *testing.T) {
	first := chosenName(stepstest.FrontSlot, "scan-back.jpg")
	answered := func(errors ...flows.Remark) flows.Journey {
		return stepstest.DocumentsChosen(t, append([]flows.Event{first}, stepstest.SendEvents(stepstest.FrontSlot, 1, flows.IDCard, errors...)...)...)
	}
	cases := map[string]struct {
		j      flows.Journey
		reason bool
	}{
		"declined before": {answered(stepstest.ErrorRemark()), true},
		"replaced":        {answered(), true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			picking(t, c.j, stepstest.FrontSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
				d, events := objected(p, "seen by eye")
				if d.Choices[1].NeedReason != c.reason {
					t.Errorf("needs a reason: %v", d.Choices[1].NeedReason)
				}
				stepstest.Extend(t, c.j, stepstest.Session, events...)
			})
		})
	}
}

// asideJourney has a front that was set aside with its refused back.
func asideJourney(t testing.TB) flows.Journey {
	events := append([]flows.Event{chosenName(stepstest.FrontSlot, "scan-front.jpg")}, stepstest.SendEvents(stepstest.FrontSlot, 1, flows.IDCard)...)
	events = append(events, chosenName(stepstest.BackSlot, "scan-7.jpg"))
	return stepstest.DocumentsChosen(t, append(events, stepstest.SendEvents(stepstest.BackSlot, 2, flows.IDCard, stepstest.ErrorRemark())...)...)
}

func TestNewBackSendsTheSameFrontFirst(t *testing.T) {
	j := asideJourney(t)
	picking(t, j, stepstest.BackSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Sees("Sends the front (same picture), then the back.")
		p.Press("down", "enter")
		want := []flows.Event{chosenName(stepstest.FrontSlot, "scan-front.jpg"), chosenName(stepstest.BackSlot, "scan-back.jpg")}
		p.Wants(steps.PostAndGo{Events: want})
		stepstest.Extend(t, j, stepstest.Session, want...)
	})
}

// TestTheQuestionNamesAndShowsThePictureThatIsSentAgain proves that what speaks against the
// other side is not read as a word about the picture that was just chosen.
func TestTheQuestionNamesAndShowsThePictureThatIsSentAgain(t *testing.T) {
	again := chosenName(stepstest.FrontSlot, "scan-front.jpg", flows.FormatOverride(flows.CodeDeclined, "everything can be read"))
	events := append([]flows.Event{chosenName(stepstest.FrontSlot, "scan-front.jpg")}, stepstest.SendEvents(stepstest.FrontSlot, 1, flows.IDCard, stepstest.ErrorRemark())...)
	events = append(append(events, again), stepstest.SendEvents(stepstest.FrontSlot, 2, flows.IDCard)...)
	events = append(append(events, chosenName(stepstest.BackSlot, "scan-7.jpg")), stepstest.SendEvents(stepstest.BackSlot, 3, flows.IDCard, stepstest.ErrorRemark())...)
	picking(t, stepstest.DocumentsChosen(t, events...), stepstest.BackSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Press("down", "enter")
		d := p.Dialog()
		if len(d.Text) != 2 || !strings.HasPrefix(d.Text[1], "! Identity card · front: ") {
			t.Errorf("the question is %q", d.Text)
		}
		if len(d.Looks) != 2 || d.Looks[0].SHA256 != again.SHA256 || d.Looks[1].Title != "scan-back.jpg" {
			t.Errorf("beside it are %d pictures", len(d.Looks))
		}
	})
}

func TestFrontOfAnEarlierSessionIsPickedAgainFirst(t *testing.T) {
	j := stepstest.Extend(t, asideJourney(t), "s2", flows.Opened{})
	files := &stepstest.Folder{Rows: stepstest.Scans()}
	f := stepstest.NewFrame(80, 18, j)
	f.Session = "s2"
	stepstest.PlayScreen(t, f, files, atSlot(stepstest.BackSlot), func(p *stepstest.Person) {
		p.Press("down", "enter")
		d := p.Dialog()
		if got := d.Choices[0].Then(""); got != (steps.Go{Place: steps.Place{Stage: flows.StageFiles, Slot: stepstest.FrontSlot}}) {
			t.Errorf("%#v", got)
		}
	})
	stepstest.PlayScreen(t, f, files, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
		p.Type("front")
		p.Sees("✓ same picture as before")
		p.Press("enter")
		p.Wants(sends(stepstest.FrontSlot, "scan-front.jpg"))
	})
}

func TestNoBackSideIsAskedAndCanBeTakenBack(t *testing.T) {
	j := stepstest.DocumentsChosen(t)
	picking(t, j, stepstest.FrontSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Press("ctrl+x")
		d := p.Dialog()
		post := d.Choices[1].Then("").(steps.PostAndGo)
		one := stepstest.Extend(t, j, stepstest.Session, post.Events...)
		if doc, _ := one.Document("identity"); d.Choices[0].Then != nil || !slices.Equal(doc.Sides, []flows.Side{flows.Front}) {
			t.Errorf("%#v", doc)
		}
		p.Frame.Journey = one
		p.Press("ctrl+x")
		post = p.Dialog().Choices[1].Then("").(steps.PostAndGo)
		two := stepstest.Extend(t, one, stepstest.Session, post.Events...)
		if doc, _ := two.Document("identity"); len(doc.Sides) != 2 {
			t.Errorf("%#v", doc)
		}
	})
	picking(t, j, flows.Slot{Need: "selfie"}, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Press("ctrl+x")
		p.WantsNothing()
	})
}

func TestCommandKeysAndPrintableKeysDoNotClash(t *testing.T) {
	picking(t, stepstest.DocumentsChosen(t), stepstest.FrontSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Type("dtjcns?")
		p.WantsNothing()
		p.Sees("┃ dtjcns?")
	})
}

func TestNothingIsSentWhileACheckRunsOrSomebodyElseHolds(t *testing.T) {
	running := stepstest.DocumentsChosen(t, flows.StatusSeen{Status: foreign.Untrusted("pending")})
	picking(t, running, stepstest.FrontSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Sees("A check is running")
		p.Press("down", "enter")
		p.WantsNothing()
	})
	f := stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t))
	f.ReadOnly = true
	stepstest.PlayScreen(t, f, &stepstest.Folder{Rows: stepstest.Scans()}, atSlot(stepstest.FrontSlot), func(p *stepstest.Person) {
		p.Press("down", "enter")
		if d := p.Dialog(); d.Title != "Take this dossier over?" {
			t.Errorf("%#v", d)
		}
	})
}

func TestPictureOnItsWayIsNotReplaced(t *testing.T) {
	j := stepstest.DocumentsChosen(t, stepstest.ChooseFile(stepstest.FrontSlot, 1), flows.SendStarted{Attempt: 1, Slot: stepstest.FrontSlot})
	picking(t, j, stepstest.FrontSlot, &stepstest.Folder{}, func(p *stepstest.Person) {
		p.Press("down", "enter")
		p.WantsNothing()
		p.Sees("[Identity card · front is being sent.")
	})
}

func TestOpenedFromTheReviewItLeadsBackThere(t *testing.T) {
	at := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
		return files.New(d, f, steps.Place{Stage: flows.StageFiles, Slot: stepstest.FrontSlot, FromReview: true})
	}
	stepstest.PlayScreen(t, stepstest.NewFrame(80, 18, stepstest.DocumentsChosen(t)), &stepstest.Folder{Rows: stepstest.Scans()}, at, func(p *stepstest.Person) {
		p.Press("down", "enter")
		if got := p.LastAction().(steps.PostAndGo).Place; got != (steps.Place{Stage: flows.StageReview}) {
			t.Errorf("leads to %v", got)
		}
	})
}
