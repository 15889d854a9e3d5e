package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
)

// lookView fills the window with one picture. It turns the view and never the file.
type lookView struct {
	look     steps.Look
	turns    int // quarter turns, clockwise
	renderer *steps.PictureRenderer
}

func newLookView(look steps.Look) lookView {
	return lookView{look: look, renderer: new(steps.PictureRenderer)}
}

// Look names the picture, so that the root loads it.
func (v lookView) Look(steps.Frame) (steps.Look, bool) { return v.look, true }

// Update turns the view and closes it.
func (v lookView) Update(msg tea.Msg, f steps.Frame) (steps.Step, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return v, nil, nil
	}
	switch k := f.Keys; {
	case key.Matches(press, k.Back, k.Look, k.LookWhileTyping, k.Enter):
		return v, nil, steps.Close{}
	case key.Matches(press, k.Help):
		return v, nil, steps.ShowHelp{}
	case key.Matches(press, k.Rotate):
		v.turns = (v.turns + 1) % 4
	}
	return v, nil, nil
}

// View draws the picture in the middle of the window, or says why it cannot.
func (v lookView) View(f steps.Frame) steps.Body {
	status := f.Theme.Strong.Render(v.look.Title)
	if text := v.look.MissingText(f.Pictures); text != "" {
		lines := append([]string{""}, steps.IndentLines(f.WrapText(text, f.Width-2))...)
		return steps.Body{Text: f.RenderLines(lines), Status: status, Cursor: &tea.Position{X: 1, Y: min(1, f.Height-1)}}
	}
	picture, _ := v.look.BestPicture(f.Pictures)
	lines := v.renderer.RenderTurned(f.Theme, v.look.SHA256, picture, v.turns, f.Width, f.Height)
	return steps.Body{Text: f.RenderLines(steps.CentreLines(lines, f.Width, f.Height)), Status: status, Cursor: &tea.Position{}}
}

// Keys are close, rotate and help.
func (v lookView) Keys(f steps.Frame) []key.Binding {
	k := f.Keys
	return []key.Binding{keys.WithHelp(k.Back, "close"), keys.WithHelp(k.Rotate, "rotate the view"), k.Help}
}

// openLook opens a picture above what is there. One that could not be shown before is
// asked for again: its file may be open now.
func (m Model) openLook(look steps.Look) Model {
	if state := m.dossier.pictures.Find(look.SHA256).State; state == steps.PictureNotHeld || state == steps.PictureNotDrawn {
		m.dossier.wantedPicture = flows.SHA256{}
	}
	m.overlays = m.overlays.push(newLookView(look))
	return m
}

// fillsWindow reports whether a picture has the whole window, but for the lines that name
// the applicant, the picture and the keys.
func (m Model) fillsWindow() bool {
	_, is := m.overlays.top().(lookView)
	return is
}

// presentStep is what has the keys: the topmost overlay, else the screen.
func (m Model) presentStep() steps.Step {
	if over := m.overlays.top(); over != nil {
		return over
	}
	return m.nav.currentStep()
}

// presentLook is the picture that the present step is about; false when it is about none.
func (m Model) presentLook() (steps.Look, bool) {
	step, ok := m.presentStep().(steps.Pictured)
	if !ok {
		return steps.Look{}, false
	}
	return step.Look(m.stepFrame())
}

// pictureLoadedMsg brings a picture that was asked for.
type pictureLoadedMsg struct {
	applicant string
	hash      flows.SHA256
	picture   steps.LoadedPicture
}

// loadPresentPicture asks for the picture that the present step is about, once each time
// it becomes that one: a picture that was not held may be held again. It also notes which
// picture is drawn now.
func (m Model) loadPresentPicture() (Model, tea.Cmd) {
	look, _ := m.presentLook()
	m.recordDrawnPictures()
	if look.SHA256 == m.dossier.wantedPicture {
		return m, nil
	}
	m.dossier.wantedPicture = look.SHA256
	known := m.dossier.pictures.Find(look.SHA256).State == steps.PictureLoaded
	if known || look.SHA256 == (flows.SHA256{}) || m.journal.desks == nil || m.cfg.Picture == nil {
		return m, nil
	}
	ctx, load, desks := m.cfg.Ctx, m.cfg.Picture, m.journal.desks
	msg := pictureLoadedMsg{applicant: m.dossier.applicant, hash: look.SHA256}
	return m, func() tea.Msg {
		msg.picture = load(ctx, desks, msg.hash)
		return msg
	}
}

// recordDrawnPictures notes the pictures that fill the window or stand beside a question.
func (m Model) recordDrawnPictures() {
	if m.isTooSmall() {
		return
	}
	over, ok := m.overlays.top().(interface {
		drawnPictures(steps.Frame) ([]flows.SHA256, int)
	})
	if !ok {
		return
	}
	hashes, rows := over.drawnPictures(m.stepFrame())
	for _, hash := range hashes {
		m.dossier.pictures.RecordDrawn(hash, rows)
	}
}

// drawnPictures is the picture that fills the window, and how many lines it has.
func (v lookView) drawnPictures(f steps.Frame) ([]flows.SHA256, int) {
	if v.look.MissingText(f.Pictures) != "" {
		return nil, 0
	}
	return []flows.SHA256{v.look.SHA256}, f.Height
}

func (m Model) handlePictureLoaded(msg pictureLoadedMsg) Model {
	if msg.applicant == m.dossier.applicant {
		m.dossier.pictures.Record(msg.hash, msg.picture)
	}
	return m
}

// opensLook reports whether a key opens the picture that the present step is about: the
// letter where letters are commands, the other key everywhere.
func (m Model) opensLook(press tea.KeyPressMsg) bool {
	if m.fillsWindow() {
		return false
	}
	return key.Matches(press, m.keys.LookWhileTyping) || key.Matches(press, m.keys.Look) && m.acceptsLetters()
}

// acceptsLetters reports whether letters are commands of the present step.
func (m Model) acceptsLetters() bool {
	switch over := m.overlays.top().(type) {
	case nil:
		return m.nav.currentScreen().letterKeys
	case dialogForm:
		return !over.isTyping()
	}
	return false
}
