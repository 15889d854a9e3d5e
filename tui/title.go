package tui

import (
	"strings"

	"dossier/flows"
	"dossier/tui/safe"
	"dossier/tui/steps"
)

// titleLine is line 1 of every screen: which applicant, which service, which operator. A
// narrow line leaves out the operator, then the place, then the applicant's name. What
// kind of service it is always stays.
func (m Model) titleLine(f steps.Frame) string {
	badge, place, operator := m.serviceBadge(), m.placeText(), m.operatorText()
	full, unnamed, bare := m.applicantText(f, true, true), m.applicantText(f, false, true), m.applicantText(f, false, false)
	room := max(m.w-2, 0)
	for _, line := range [][2]string{
		{full, badge + place + operator}, {full, badge + place}, {full, badge}, {unnamed, badge}, {bare, badge},
	} {
		if cellWidth(line[0])+1+cellWidth(line[1]) <= room {
			return " " + steps.SpreadLine(line[0], line[1], room) + " "
		}
	}
	if left := room - cellWidth(badge) - 1; left > 0 {
		return " " + steps.FitWidth(bare, left) + " " + badge + " "
	}
	return steps.FitWidth(badge, m.w)
}

// applicantText names the open dossier: the applicant's name where it is known and wanted,
// and always the end of the ID.
func (m Model) applicantText(f steps.Frame, named, program bool) string {
	var parts []string
	if program || !m.dossier.isOpen() {
		parts = append(parts, m.theme.Accent.Render("dossier"))
	}
	if m.dossier.isOpen() {
		id := m.theme.Strong.Render(flows.ShortApplicant(m.dossier.applicant))
		if name := m.nameText(f); named && name != "" {
			id = name + " " + id
		}
		parts = append(parts, id)
	}
	return strings.Join(parts, m.theme.Faint.Render(" · "))
}

// nameText is the applicant's name, or that the service did not give it.
func (m Model) nameText(f steps.Frame) string {
	if name := f.ApplicantName.String(); name != "" {
		return m.theme.Strong.Render(name)
	}
	if f.ApplicantFetched {
		return m.theme.Faint.Render("name unknown")
	}
	return ""
}

// serviceBadge says what a picture that is sent here does: DEMO and SANDBOX are simulated
// services on this computer, anything else is real.
func (m Model) serviceBadge() string {
	switch {
	case m.cfg.Demo:
		return m.theme.BadgeDemo.Render("DEMO")
	case m.cfg.Loopback:
		return m.theme.BadgeDemo.Render("SANDBOX")
	}
	return m.theme.BadgeLive.Render("LIVE")
}

// thisComputer is where an operator sits who does not come over SSH. Nothing else of the
// wizard names the computer that it runs on: over SSH the words would mean another one.
const thisComputer = "this computer"

func (m Model) placeText() string {
	if m.cfg.Remote.SSH {
		return m.theme.Faint.Render(" · ssh")
	}
	return m.theme.Faint.Render(" · " + thisComputer)
}

func (m Model) operatorText() string {
	name := safe.LineOf(m.cfg.Operator, 24).String()
	if m.cfg.Remote.Address != "" {
		name += "@" + safe.LineOf(m.cfg.Remote.Address, 40).String()
	}
	return m.theme.Faint.Render(" · " + name)
}
