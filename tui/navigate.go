package tui

import (
	tea "charm.land/bubbletea/v2"

	"dossier/flows"
	"dossier/tui/steps"
)

// navigation is where the operator looks, and the screens that were visited.
type navigation struct {
	place        steps.Place
	visited      map[steps.Place]steps.Step
	advanceAfter pendingPost // what comes next is shown once the journal has it
	revisitAfter pendingPost // the present screen was opened together with these events
}

func newNavigation() navigation {
	return navigation{place: steps.Place{Stage: flows.StageApplicant}, visited: map[steps.Place]steps.Step{}}
}

// isPostPending reports whether the events of a key are not recorded yet.
func (n navigation) isPostPending() bool {
	return n.advanceAfter.hasEvents() || n.revisitAfter.hasEvents()
}

// currentScreen is the row of the present screen in the table.
func (n navigation) currentScreen() screen { return screenOf(n.place.Stage) }

// currentStep is the present screen.
func (n navigation) currentStep() steps.Step { return n.visited[n.place] }

// showPlace shows a place.
func (m Model) showPlace(p steps.Place) (Model, tea.Cmd) {
	if p.Stage != flows.StageApplicant && !m.dossier.isOpen() {
		p = steps.Place{Stage: flows.StageApplicant}
	}
	m.nav.advanceAfter, m.nav.revisitAfter = pendingPost{}, pendingPost{}
	m.nav.place = p
	return m, m.prepareScreen(p)
}

// prepareScreen creates the screen of a place, or tells the one that was visited before
// that it is shown again.
func (m *Model) prepareScreen(p steps.Place) tea.Cmd {
	var cmd tea.Cmd
	if visited, ok := m.nav.visited[p]; ok && !screenOf(p.Stage).stateless {
		m.nav.visited[p], cmd, _ = visited.Update(steps.ShownMsg{}, m.stepFrame())
	} else {
		m.nav.visited[p], cmd = screenOf(p.Stage).create(m.screenDeps(), m.stepFrame(), p)
	}
	return cmd
}

// previousPlace is where esc leads: the nearest earlier question whose answer can still
// be changed. Going back checks nothing and keeps what was typed.
func previousPlace(j flows.Journey, p steps.Place) steps.Place {
	switch {
	case p.FromReview, p.Stage == flows.StageResult:
		return steps.Place{Stage: flows.StageReview}
	case p.Stage == flows.StageReview && steps.IsLocked(j):
		return steps.Place{Stage: flows.StageResult} // nothing before it can be changed
	}
	to := steps.Place{Stage: flows.StageApplicant}
	for _, s := range screens {
		if s.questions == nil {
			continue
		}
		for _, q := range s.questions(j) {
			if q.place == p {
				return to
			}
			if q.canChange {
				to = q.place
			}
		}
	}
	return to
}

// screenDeps is what a screen is created with.
func (m Model) screenDeps() steps.Deps {
	d := steps.Deps{Ctx: m.cfg.Ctx, ExaminedFiles: m.dossier.examinedFiles}
	if m.journal.desks != nil {
		d.FileSource = m.cfg.Files(m.journal.desks, m.dossier.applicant)
	}
	return d
}

// updateScreen gives a message to the screen of a place and does what the present screen
// asks for. The answer to a question belongs to the screen that asked it, whatever is
// shown meanwhile; only a refresh is for a screen that is shown.
func (m Model) updateScreen(p steps.Place, msg tea.Msg) (tea.Model, tea.Cmd) {
	visited, ok := m.nav.visited[p]
	if _, again := msg.(steps.RefreshMsg); !ok || again && p != m.nav.place {
		return m, nil
	}
	next, cmd, action := visited.Update(msg, m.stepFrame())
	m.nav.visited[p] = next
	if p != m.nav.place {
		return m, cmd
	}
	after, more := m.applyAction(action)
	return after, tea.Batch(cmd, more)
}

func (m Model) nextPlace() steps.Place { return placeFromPrompt(m.dossier.snap.Journey.NextPrompt()) }

func placeFromPrompt(p flows.Prompt) steps.Place {
	return steps.Place{Stage: p.Stage, Need: p.Need, Slot: p.Slot}
}

// advancePlace moves on when the journal shows what a key asked for.
func (m Model) advancePlace() (Model, tea.Cmd) {
	j := m.dossier.snap.Journey
	switch {
	case m.nav.advanceAfter.hasEvents() && m.nav.advanceAfter.isRecorded(j):
		m.dossier.firstPlaceShown = true   // by a key: nothing else moves the screen any more
		delete(m.nav.visited, m.nav.place) // answered: a later visit starts afresh
		return m.showPlace(m.nextPlace())
	case m.nav.revisitAfter.hasEvents() && m.nav.revisitAfter.isRecorded(j):
		m.nav.revisitAfter = pendingPost{}
		if m.nav.place.Stage != flows.StageReview {
			return m, nil
		}
		cmd := m.prepareScreen(m.nav.place) // only now is its first problem known
		return m, cmd
	case !m.dossier.firstPlaceShown && (m.dossier.snap.ApplicantFetched || j.Head() > 0):
		if !hasFlow(j) {
			return m, nil
		}
		m.dossier.firstPlaceShown = true
		return m.showPlace(placeFromPrompt(j.ResumePrompt()))
	}
	return m, nil
}
