package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// helpView is the page behind F1: what the screen is for, every key that works now,
// and what the signs mean. Closing it leads back to what it lay over.
type helpView struct {
	previous overlay
	offset   int
}

func newHelpView(m Model) (overlay, tea.Cmd) { return helpView{previous: m.overlay}, nil }

// screenPurpose says what a screen is for, in two sentences at most.
func screenPurpose(stage flows.Stage) string {
	switch stage {
	case flows.StageDocuments:
		return "Documents: say which document there is for each need, and which country it comes from. Nothing is sent here."
	case flows.StageFiles:
		return "Files: pick one picture for each side. Enter sends it; for a few seconds ctrl+z takes it back, after that nothing does."
	case flows.StageReview:
		return "Review: every picture with where it stands, what that probably means, and what to do. At the end stands the start of the check."
	case flows.StageResult:
		return "Result: what became of the check and what was sent for it. The status is asked again by itself."
	}
	return "Applicant: say for whom the documents are. An ID that was worked on before opens its dossier again."
}

func (h helpView) contentLines(m Model, f steps.Frame) []string {
	t := m.theme
	lines := append([]string{}, steps.WrapText(screenPurpose(m.place.Stage), f.Width-2)...)
	section := func(title string, bindings []key.Binding) {
		lines = append(lines, "", t.Strong.Render(title))
		for _, b := range bindings {
			lines = append(lines, steps.FitWidth("  "+t.Accent.Render(keyName(b.Help().Key)), 12)+b.Help().Desc)
		}
	}
	if h.previous != nil {
		section("In this window", h.previous.keyBindings(m))
	}
	section("On this screen", m.screens[m.place].Keys(m.stepFrame()))
	section("Everywhere", globalKeyBindings(m))
	return append(lines, legendLines(t)...)
}

// globalKeyBindings are the keys of the root, with full words.
func globalKeyBindings(m Model) []key.Binding {
	k := m.keys
	return []key.Binding{
		keys.WithHelp(k.Up, "another row"), keys.WithHelp(k.PageDown, "read on, pgup back"), keys.WithHelp(k.TakeBack, "take the send back while it is held"),
		keys.WithHelp(k.Copy, "the applicant's whole ID, to copy"), keys.WithHelp(k.Problem, "to the first problem"), keys.WithHelp(k.Help, "this page"), keys.WithHelp(k.Palette, "all commands, by name"),
		keys.WithHelp(k.Leave, "leave; nothing is lost"),
	}
}

// legendLines explains the signs; a state is always sign, word and colour.
func legendLines(t theme.Theme) []string {
	return []string{
		"", t.Strong.Render("Signs"),
		"  " + t.OK.Render("✓") + " accepted, nothing lacks      " + t.Faint.Render("○") + " missing",
		"  " + t.Warn.Render("!") + " warning or unclear           " + t.Accent.Render("●") + " here, or on its way",
		"  " + t.Bad.Render("✗") + " refused, set aside, not sent " + t.Accent.Render("▸") + " the highlighted row",
	}
}

func (h helpView) update(m Model, msg tea.Msg) (overlay, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return h, nil, nil
	}
	f := m.stepFrame()
	switch {
	case key.Matches(press, m.keys.Back, m.keys.Help, m.keys.Enter), h.previous == nil && m.hasLetterKeys() && key.Matches(press, m.keys.Question):
		return h.previous, nil, nil
	}
	h.offset = scrollOffset(m, press, h.offset, len(h.contentLines(m, f)), f.Height)
	return h, nil, nil
}

func (h helpView) renderBody(m Model, f steps.Frame) steps.Body {
	lines := steps.IndentLines(steps.ScrollLines(m.theme, h.contentLines(m, f), h.offset, f.Height))
	return steps.Body{Text: f.RenderLines(lines), Status: m.theme.Faint.Render("esc closes the help."), Cursor: &tea.Position{}}
}

func (h helpView) keyBindings(m Model) []key.Binding {
	return []key.Binding{keys.WithHelp(m.keys.Back, "close"), keys.WithHelp(m.keys.PageDown, "read on"), keys.WithHelp(m.keys.Leave, "leave")}
}

func (h helpView) resize(m Model) (overlay, tea.Cmd) {
	if h.previous == nil {
		return h, nil
	}
	var cmd tea.Cmd
	h.previous, cmd = h.previous.resize(m)
	return h, cmd
}
