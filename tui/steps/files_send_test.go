package steps_test

import (
	"reflect"
	"slices"
	"testing"

	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/flows/foreign"
	"dossier/tui/steps"
)

func TestFileThatCanNotBeSentSaysTheWayOut(t *testing.T) {
	files := &pickFiles{report: func(ref steps.Ref) steps.FileReport {
		return steps.FileReport{Ref: ref, Fault: "This is a HEIC picture; export it as JPEG."}
	}}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		p.press("down")
		p.sees("✗ can not be sent", "export it as JPEG")
		p.press("enter")
		p.quiet()
		p.sees("[This is a HEIC picture; export it as JPEG.]")
	})
}

func TestSamePictureForBothSidesIsRefused(t *testing.T) {
	front := chosenName(pickFront, "scan-back.jpg")
	picking(t, documentsChosen(t, front), pickBack, &pickFiles{}, func(p *person) {
		p.press("down", "enter")
		p.quiet()
		p.sees("[Chosen for the front already")
	})
}

// objected presses Enter on the first file and returns what its override posts.
func objected(p *person, reason string) (steps.Dialog, []flows.Event) {
	p.t.Helper()
	p.press("down", "enter")
	d := p.dialog()
	if d.Choices[0].Then != nil {
		p.t.Error("the first row is not safe")
	}
	return d, d.Choices[1].Then(reason).(steps.PostAndGo).Events
}

func TestWarningsAskAndAreRecorded(t *testing.T) {
	files := &pickFiles{report: func(ref steps.Ref) steps.FileReport {
		r := goodReport(ref)
		r.Warnings = []steps.Caution{{Code: "not-sharp", Text: "not sharp"}}
		return r
	}}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		d, events := objected(p, "")
		want := chosenName(pickFront, "scan-back.jpg", "not-sharp: looked at and confirmed")
		if d.Choices[1].NeedReason || !reflect.DeepEqual(events, []flows.Event{want}) {
			t.Errorf("%#v %#v", d, events)
		}
	})
}

func TestPictureOfAnotherApplicantNeedsAReason(t *testing.T) {
	files := &pickFiles{report: func(ref steps.Ref) steps.FileReport {
		r := goodReport(ref)
		r.OtherApplicant = true
		return r
	}}
	picking(t, documentsChosen(t), pickFront, files, func(p *person) {
		d, events := objected(p, "a test picture")
		want := chosenName(pickFront, "scan-back.jpg", flows.FormatOverride(flows.CodeOtherApplicant, "a test picture"))
		if !d.Choices[1].NeedReason || len(d.Choices[1].Reasons) == 0 || !reflect.DeepEqual(events, []flows.Event{want}) {
			t.Errorf("%#v %#v", d, events)
		}
	})
}

// TestOverridesAreWhatTheDomainAsksFor posts what each dialog offers.
func TestOverridesAreWhatTheDomainAsksFor(t *testing.T) {
	first := chosenName(pickFront, "scan-back.jpg")
	answered := func(errors ...flows.Remark) flows.Journey {
		return documentsChosen(t, append([]flows.Event{first}, sentTo(pickFront, 1, flows.IDCard, errors...)...)...)
	}
	cases := map[string]struct {
		j      flows.Journey
		reason bool
	}{
		"declined before": {answered(pickError()), true},
		"replaced":        {answered(), true},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			picking(t, c.j, pickFront, &pickFiles{}, func(p *person) {
				d, events := objected(p, "seen by eye")
				if d.Choices[1].NeedReason != c.reason {
					t.Errorf("needs a reason: %v", d.Choices[1].NeedReason)
				}
				journeyOn(t, c.j, pickSession, events...)
			})
		})
	}
}

// asideJourney has a front that was set aside with its refused back.
func asideJourney(t testing.TB) flows.Journey {
	events := append([]flows.Event{chosenName(pickFront, "scan-front.jpg")}, sentTo(pickFront, 1, flows.IDCard)...)
	events = append(events, chosenName(pickBack, "scan-7.jpg"))
	return documentsChosen(t, append(events, sentTo(pickBack, 2, flows.IDCard, pickError())...)...)
}

func TestNewBackSendsTheSameFrontFirst(t *testing.T) {
	j := asideJourney(t)
	picking(t, j, pickBack, &pickFiles{}, func(p *person) {
		p.sees("Sends the front (same picture), then the back.")
		p.press("down", "enter")
		want := []flows.Event{chosenName(pickFront, "scan-front.jpg"), chosenName(pickBack, "scan-back.jpg")}
		p.wants(steps.PostAndGo{Events: want})
		journeyOn(t, j, pickSession, want...)
	})
}

func TestFrontOfAnEarlierSessionIsPickedAgainFirst(t *testing.T) {
	j := journeyOn(t, asideJourney(t), "s2", flows.Opened{})
	files := &pickFiles{rows: scans()}
	f := pickFrame(80, 18, j)
	f.Session = "s2"
	playScreen(t, f, files, atSlot(pickBack), func(p *person) {
		p.press("down", "enter")
		d := p.dialog()
		if got := d.Choices[0].Then(""); got != (steps.Go{Place: steps.Place{Stage: flows.StageFiles, Slot: pickFront}}) {
			t.Errorf("%#v", got)
		}
	})
	playScreen(t, f, files, atSlot(pickFront), func(p *person) {
		p.typing("front")
		p.sees("✓ same picture as before")
		p.press("enter")
		p.wants(sends(pickFront, "scan-front.jpg"))
	})
}

func TestNoBackSideIsAskedAndCanBeTakenBack(t *testing.T) {
	j := documentsChosen(t)
	picking(t, j, pickFront, &pickFiles{}, func(p *person) {
		p.press("ctrl+x")
		d := p.dialog()
		post := d.Choices[1].Then("").(steps.PostAndGo)
		one := journeyOn(t, j, pickSession, post.Events...)
		if doc, _ := one.Document("identity"); d.Choices[0].Then != nil || !slices.Equal(doc.Sides, []flows.Side{flows.Front}) {
			t.Errorf("%#v", doc)
		}
		p.f.Journey = one
		p.press("ctrl+x")
		post = p.dialog().Choices[1].Then("").(steps.PostAndGo)
		two := journeyOn(t, one, pickSession, post.Events...)
		if doc, _ := two.Document("identity"); len(doc.Sides) != 2 {
			t.Errorf("%#v", doc)
		}
	})
	picking(t, j, flows.Slot{Need: "selfie"}, &pickFiles{}, func(p *person) {
		p.press("ctrl+x")
		p.quiet()
	})
}

func TestCommandKeysAndPrintableKeysDoNotClash(t *testing.T) {
	picking(t, documentsChosen(t), pickFront, &pickFiles{}, func(p *person) {
		p.typing("dtjcns?")
		p.quiet()
		p.sees("┃ dtjcns?")
		p.press("ctrl+z")
		p.wants(steps.TakeBack{})
		p.press("ctrl+g")
		p.wants(steps.Go{Place: steps.Place{Stage: flows.StageReview}})
	})
}

func TestNothingIsSentWhileACheckRunsOrSomebodyElseHolds(t *testing.T) {
	running := documentsChosen(t, flows.StatusSeen{Status: foreign.Untrusted("pending")})
	picking(t, running, pickFront, &pickFiles{}, func(p *person) {
		p.sees("A check is running")
		p.press("down", "enter")
		p.quiet()
	})
	f := pickFrame(80, 18, documentsChosen(t))
	f.ReadOnly = true
	playScreen(t, f, &pickFiles{rows: scans()}, atSlot(pickFront), func(p *person) {
		p.press("down", "enter")
		if d := p.dialog(); d.Title != "Take this dossier over?" {
			t.Errorf("%#v", d)
		}
	})
}

func TestPictureOnItsWayIsNotReplaced(t *testing.T) {
	j := documentsChosen(t, pickFile(pickFront, 1), flows.SendStarted{Attempt: 1, Slot: pickFront})
	picking(t, j, pickFront, &pickFiles{}, func(p *person) {
		p.press("down", "enter")
		p.quiet()
		p.sees("[Identity card · front is being sent.")
	})
}

func TestOpenedFromTheReviewItLeadsBackThere(t *testing.T) {
	at := func(d steps.Deps, f steps.Frame) (steps.Step, tea.Cmd) {
		return steps.NewFiles(d, f, steps.Place{Stage: flows.StageFiles, Slot: pickFront, FromReview: true})
	}
	playScreen(t, pickFrame(80, 18, documentsChosen(t)), &pickFiles{rows: scans()}, at, func(p *person) {
		p.press("down", "enter")
		if got := p.last().(steps.PostAndGo).Place; got != (steps.Place{Stage: flows.StageReview}) {
			t.Errorf("leads to %v", got)
		}
	})
}
