package tui

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/keys"
	"dossier/tui/steps"
	"dossier/tui/theme"
)

// help is the page behind F1: what the screen is for, every key that works now,
// and what the signs mean. Closing it leads back to what it lay over.
type help struct {
	under  overlay
	offset int
}

func newHelp(m Model) (overlay, tea.Cmd) { return help{under: m.overlay}, nil }

// purpose says what a screen is for, in two sentences at most.
func purpose(stage flows.Stage) string {
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

func (h help) lines(m Model, f steps.Frame) []string {
	t := m.theme
	lines := append([]string{}, steps.Broken(purpose(m.place.Stage), f.Width-2)...)
	section := func(title string, bindings []key.Binding) {
		lines = append(lines, "", t.Strong.Render(title))
		for _, b := range bindings {
			lines = append(lines, steps.Cell("  "+t.Accent.Render(keyName(b.Help().Key)), 12)+b.Help().Desc)
		}
	}
	if h.under != nil {
		section("In this window", h.under.keys(m))
	}
	section("On this screen", m.screens[m.place].Keys(m.frame()))
	section("Everywhere", everywhere(m))
	return append(lines, legend(t)...)
}

// everywhere are the keys of the root, with full words.
func everywhere(m Model) []key.Binding {
	k := m.keys
	return []key.Binding{
		keys.As(k.Up, "another row"), keys.As(k.PageDown, "read on, pgup back"), keys.As(k.TakeBack, "take the send back while it is held"),
		keys.As(k.Copy, "the applicant's whole ID, to copy"), keys.As(k.Problem, "to the first problem"), keys.As(k.Help, "this page"), keys.As(k.Palette, "all commands, by name"),
		keys.As(k.Leave, "leave; nothing is lost"),
	}
}

// legend explains the signs; a state is always sign, word and colour.
func legend(t theme.Theme) []string {
	return []string{
		"", t.Strong.Render("Signs"),
		"  " + t.OK.Render("✓") + " accepted, nothing lacks      " + t.Faint.Render("○") + " missing",
		"  " + t.Warn.Render("!") + " warning or unclear           " + t.Accent.Render("●") + " here, or on its way",
		"  " + t.Bad.Render("✗") + " refused, set aside, not sent " + t.Accent.Render("▸") + " the highlighted row",
	}
}

func (h help) update(m Model, msg tea.Msg) (overlay, tea.Cmd, steps.Action) {
	press, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return h, nil, nil
	}
	f := m.frame()
	switch {
	case key.Matches(press, m.keys.Back, m.keys.Help, m.keys.Enter), h.under == nil && m.letters() && key.Matches(press, m.keys.Question):
		return h.under, nil, nil
	}
	h.offset = scrolledBy(m, press, h.offset, len(h.lines(m, f)), f.Height)
	return h, nil, nil
}

func (h help) body(m Model, f steps.Frame) steps.Body {
	lines := steps.Indented(steps.Scrolled(m.theme, h.lines(m, f), h.offset, f.Height))
	return steps.Body{Text: f.Fill(lines), Status: m.theme.Faint.Render("esc closes the help."), Cursor: &tea.Position{}}
}

func (h help) keys(m Model) []key.Binding {
	return []key.Binding{keys.As(m.keys.Back, "close"), keys.As(m.keys.PageDown, "read on"), keys.As(m.keys.Leave, "leave")}
}

func (h help) resize(m Model) (overlay, tea.Cmd) {
	if h.under == nil {
		return h, nil
	}
	var cmd tea.Cmd
	h.under, cmd = h.under.resize(m)
	return h, cmd
}
