package steps_test

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/safe"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

var pickNow = time.Date(2026, 11, 23, 9, 14, 0, 0, time.UTC)

const (
	pickID      = "4242424242424x424242424239808060"
	pickSession = "s1"
)

// threeNeeds is a flow with a document, a proof of address and a selfie.
func threeNeeds() flows.Flow {
	return flows.Flow{Name: "Identity and address", Needs: []flows.Need{
		{Name: "identity", Title: "Identity", AnyOf: []flows.DocType{flows.IDCard, flows.Passport, flows.Drivers, flows.ResidencePermit}},
		{Name: "address", Title: "Proof of address", AnyOf: []flows.DocType{flows.UtilityBill}},
		{Name: "selfie", Title: "Selfie", AnyOf: []flows.DocType{flows.Selfie}},
	}}
}

// journeyOf folds events of one session into a journey.
func journeyOf(t testing.TB, events ...flows.Event) flows.Journey {
	t.Helper()
	j := flows.NewJourney(flows.Key{Origin: "https://x.test", Applicant: pickID})
	return journeyOn(t, j, pickSession, append([]flows.Event{flows.Opened{}}, events...)...)
}

func journeyOn(t testing.TB, j flows.Journey, session string, events ...flows.Event) flows.Journey {
	t.Helper()
	for _, e := range events {
		next, err := j.Apply(flows.Entry{Seq: j.Head() + 1, At: pickNow, Session: session, Event: e})
		if err != nil {
			t.Fatalf("%T: %v", e, err)
		}
		j = next
	}
	return j
}

func pickDoc(need string, kind flows.DocType, country flows.Country) flows.Event {
	return flows.DocumentChosen{Need: need, Type: kind, Country: country}
}

func pickFile(slot flows.Slot, hash byte) flows.Event {
	return flows.FileChosen{Slot: slot, SHA256: flows.SHA256{hash}, Bytes: 3_300_000, MediaType: "image/jpeg", Pixels: flows.Size{Width: 3024, Height: 4032}}
}

var (
	pickFront = flows.Slot{Need: "identity", Side: flows.Front}
	pickBack  = flows.Slot{Need: "identity", Side: flows.Back}
)

// sentTo are the events of one picture up to the service's answer.
func sentTo(slot flows.Slot, n flows.AttemptNumber, kind flows.DocType, errors ...flows.Remark) []flows.Event {
	return []flows.Event{
		flows.SendStarted{Attempt: n, Slot: slot}, flows.Released{Attempt: n},
		flows.Answered{Attempt: n, Kind: flows.AnswerAccepted, Status: 200, Errors: errors},
	}
}

// documentsChosen is a journey in which every document is chosen.
func documentsChosen(t testing.TB, more ...flows.Event) flows.Journey {
	return journeyOf(t, append([]flows.Event{
		flows.FlowChosen{Flow: threeNeeds()}, pickDoc("identity", flows.IDCard, "AUS"),
		pickDoc("address", flows.UtilityBill, "AUS"), pickDoc("selfie", flows.Selfie, "AUS"),
	}, more...)...)
}

func pickFrame(width, height int, j flows.Journey) steps.Frame {
	return steps.Frame{
		Width: width, Height: height, Theme: theme.New(true), Keys: keys.Default(), Now: pickNow,
		HoldDuration: 3 * time.Second, Session: pickSession, Open: true, Journey: j, ApplicantFetched: true,
		Service: flows.Reachability{Asked: true, Reachable: true, Delay: 84 * time.Millisecond},
		Flows:   []flows.Flow{threeNeeds(), {Name: "Identity only", Needs: threeNeeds().Needs[:1]}},
	}
}

// pickFiles is a folder of the test.
type pickFiles struct {
	mu      sync.Mutex
	rows    []steps.FileRow
	looks   []string // what was examined
	hold    chan struct{}
	report  func(ref steps.Ref) steps.FileReport
	paste   func(text string) ([]steps.Ref, bool)
	browsed []string
}

func refOf(name string) steps.Ref { return steps.Ref{Opaque: name} }

func fileRow(name string, age time.Duration, bytes int64, word string) steps.FileRow {
	return steps.FileRow{
		Ref: refOf(name), Name: safe.LineOf(name, safe.ListMax), Bytes: bytes, Modified: pickNow.Add(-age),
		Word: word, Fits: word == "fits",
	}
}

func scans() []steps.FileRow {
	needs := fileRow("scan-9.heic", 9*time.Minute, 1_500_000, "needs JPEG")
	return []steps.FileRow{
		fileRow("scan-back.jpg", 4*time.Minute, 2_900_000, "fits"),
		fileRow("scan-front.jpg", 6*time.Minute, 3_300_000, "fits"),
		needs,
		fileRow("scan-7.jpg", time.Hour, 3_100_000, "fits"),
		{Name: safe.LineOf("Scanner", safe.ListMax), Folder: true, FolderPath: "~/Downloads/Scanner/", Word: "folder", Fits: true, Bytes: -1},
	}
}

func (p *pickFiles) Browse(_ context.Context, typed string, _ steps.Want) steps.Listing {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.browsed = append(p.browsed, typed)
	l := steps.Listing{Where: safe.LineOf("~/Downloads", safe.ListMax)}
	part := typed[strings.LastIndexByte(typed, '/')+1:]
	for _, r := range p.rows {
		if strings.Contains(r.Name.String(), part) {
			l.Rows = append(l.Rows, r)
		}
	}
	return l
}

func (p *pickFiles) Complete(typed string) (string, []string) {
	if typed == "sc" {
		return "scan-", []string{"scan-back.jpg", "scan-front.jpg"}
	}
	if typed == "scan-" {
		return "scan-", []string{"scan-back.jpg", "scan-front.jpg"}
	}
	return typed, nil
}

func (p *pickFiles) Paste(text string) ([]steps.Ref, bool) {
	if p.paste == nil {
		return nil, false
	}
	return p.paste(text)
}

func (p *pickFiles) Examine(ctx context.Context, ref steps.Ref, want steps.Want) steps.FileReport {
	p.mu.Lock()
	hold, report := p.hold, p.report
	p.looks = append(p.looks, ref.Opaque.(string))
	p.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			return steps.FileReport{Ref: ref, Fault: "cancelled"}
		}
	}
	if report != nil {
		return report(ref)
	}
	return goodReport(ref)
}

func goodReport(ref steps.Ref) steps.FileReport {
	name := ref.Opaque.(string)
	hash := flows.SHA256{}
	copy(hash[:], name)
	return steps.FileReport{
		Ref: ref, Name: safe.LineOf(name, safe.ListMax), SHA256: hash, Bytes: 2_900_000,
		MediaType: "image/jpeg", Kind: "JPEG", Pixels: flows.Size{Width: 3024, Height: 4032},
		Modified: pickNow, GoodPoints: []string{"sharp", "light even"}, Preview: card(),
	}
}

// card is a picture of an identity card, as large as a preview.
func card() steps.Picture {
	const w, h = 96, 64
	p := steps.Picture{W: w, H: h, Pix: make([]steps.RGB, w*h)}
	for y := range h {
		for x := range w {
			c := steps.RGB{R: 97, G: 175, B: 255}
			switch {
			case x < 3 || x >= w-3 || y < 3 || y >= h-3:
			case y < 12 || y >= h-8:
				c = steps.RGB{R: 61, G: 64, B: 140}
			case x > 8 && x < 34 && y > 16 && y < 52:
				c = steps.RGB{R: 225, G: 222, B: 214}
			case x > 42 && x < 88 && y%8 > 5:
				c = steps.RGB{R: 160, G: 165, B: 175}
			default:
				c = steps.RGB{R: uint8(34 + y/3), G: uint8(38 + x/6), B: 50}
			}
			p.Pix[y*w+x] = c
		}
	}
	return p
}

// person drives one step as the root does: keys in, actions out, commands run
// beside.
type person struct {
	t     *testing.T
	f     steps.Frame
	step  steps.Step
	acts  []steps.Action
	inbox chan tea.Msg
}

// playScreen runs play with a person at the step that make makes. Time is virtual.
func playScreen(t *testing.T, f steps.Frame, files steps.FileSource, make_ func(steps.Deps, steps.Frame) (steps.Step, tea.Cmd), play func(*person)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		p := &person{t: t, f: f, inbox: make(chan tea.Msg, 4096)}
		step, cmd := make_(steps.Deps{FileSource: files, Ctx: ctx}, f)
		p.step = step
		p.run(cmd)
		p.settle()
		play(p)
	})
}

func (p *person) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() { p.inbox <- cmd() }()
}

// settle takes every message that has come without time passing.
func (p *person) settle() {
	for synctest.Wait(); len(p.inbox) > 0; synctest.Wait() {
		msg := <-p.inbox
		if batch, ok := msg.(tea.BatchMsg); ok {
			for _, cmd := range batch {
				p.run(cmd)
			}
		} else if msg != nil {
			p.update(msg)
		}
	}
}

func (p *person) update(msg tea.Msg) {
	step, cmd, action := p.step.Update(msg, p.f)
	p.step = step
	if action != nil {
		p.acts = append(p.acts, action)
	}
	p.run(cmd)
}

func (p *person) msg(msg tea.Msg) { p.update(msg); p.settle() }

func (p *person) typing(text string) {
	for _, r := range text {
		p.msg(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func (p *person) press(names ...string) {
	for _, name := range names {
		p.msg(pickKey(name))
	}
}

func pickKey(name string) tea.KeyPressMsg {
	special := map[string]rune{
		"enter": tea.KeyEnter, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown, "tab": tea.KeyTab,
		"pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace,
	}
	if code, ok := special[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: rune(name[len(name)-1]), Mod: tea.ModCtrl}
}

// last is the latest action; nil when there was none.
func (p *person) last() steps.Action {
	if len(p.acts) == 0 {
		return nil
	}
	return p.acts[len(p.acts)-1]
}

func (p *person) wants(want steps.Action) {
	p.t.Helper()
	if got := p.last(); !reflect.DeepEqual(got, want) {
		p.t.Errorf("action %#v, want %#v", got, want)
	}
}

func (p *person) quiet() {
	p.t.Helper()
	if len(p.acts) > 0 {
		p.t.Errorf("unexpected action %#v", p.acts)
	}
}

// dialog is the latest action as a dialog, whose first row must be safe.
func (p *person) dialog() steps.Dialog {
	p.t.Helper()
	ask, ok := p.last().(steps.Ask)
	if !ok {
		p.t.Fatalf("action %#v, want a dialog", p.last())
	}
	return ask.Dialog
}

func (p *person) screen() string { return screenOf(p.step.View(p.f)) }

func (p *person) sees(words ...string) {
	p.t.Helper()
	for _, w := range words {
		if !strings.Contains(p.screen(), w) {
			p.t.Errorf("%q is not on the screen:\n%s", w, p.screen())
		}
	}
}

func (p *person) seesNot(words ...string) {
	p.t.Helper()
	for _, w := range words {
		if strings.Contains(p.screen(), w) {
			p.t.Errorf("%q is on the screen:\n%s", w, p.screen())
		}
	}
}

// fits checks that the body keeps within its frame and the cursor within the
// body.
func (p *person) fits() {
	p.t.Helper()
	checkFits(p.t, p.step.View(p.f), p.f)
}

func checkFits(t testing.TB, body steps.Body, f steps.Frame) {
	t.Helper()
	lines := strings.Split(body.Text, "\n")
	if len(lines) > f.Height {
		t.Errorf("%d lines in a body of %d", len(lines), f.Height)
	}
	for i, l := range lines {
		if w := lipgloss.Width(l); w > f.Width {
			t.Errorf("line %d is %d cells wide, the frame %d: %q", i, w, f.Width, l)
		}
	}
	if c := body.Cursor; c != nil && (c.X < 0 || c.X >= f.Width || c.Y < 0 || c.Y >= f.Height) {
		t.Errorf("the cursor is at %v in a body of %d×%d", *c, f.Width, f.Height)
	}
}
