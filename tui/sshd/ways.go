package sshd

import (
	"dossier/assets"
	"dossier/flows"
	"dossier/tui/steps"
	"dossier/tui/wizard"
)

// Help is every way into the inbox for a slot, and how the service is recognised.
func (s inboxSource) Help(lines []flows.SlotLine, slot flows.Slot) []steps.HelpPart {
	into := string(s.dossier.Code()) + "/" + wizard.SlotName(lines, slot)
	parts := []steps.HelpPart{
		steps.NewHelpPart(assets.WayByCommand, s.client.Command(s.target, into)),
		steps.NewHelpPart(assets.WayBySFTP, s.client.SFTPCommand(s.target), "put FILE "+into),
		steps.NewHelpPart(assets.WayByPut, s.client.PutCommand(s.target, into)),
	}
	if len(s.fingerprints) > 0 {
		parts = append(parts, steps.NewHelpPart(assets.WhichHostKey, s.fingerprints...))
	}
	return parts
}
