package upload

import (
	"context"
	"slices"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/cli"
)

// sendInWizard is what to do about a picture that is right all the same.
const sendInWizard = "; if it is right, send it in the wizard and give the reason"

// addObjection rejects a picture that the journal has something against which the
// command line does not answer.
func (u *uploadRun) addObjection(ctx context.Context, k *look, l flows.SlotLine) {
	resend, reason := u.resendReason(l, k.hash)
	for _, o := range u.currentJourney().Objections(l.Slot, k.hash) {
		switch {
		case l.State == flows.Refused && o.Code == flows.CodeDeclined:
			k.rejectFile(cli.ExitRemarks, codeOnRecord, assets.Clause(assets.ObjectionText(o.Code))+"; another one is needed")
		case o.Code == flows.CodeSentBefore && resend:
			k.overrides = append(k.overrides, flows.FormatOverride(o.Code, reason))
		default:
			k.rejectFile(cli.ExitFailure, codeOnRecord, assets.Clause(assets.ObjectionText(o.Code))+sendInWizard)
		}
	}
	switch sent, err := u.wasSentElsewhere(ctx, k.hash); {
	case err != nil:
		k.rejectFile(cli.ExitFailure, codeOnRecord, assets.Clause(assets.SentForOtherUnsure.String())+"; run again")
	case sent:
		k.rejectFile(cli.ExitFailure, codeOnRecord, assets.Clause(assets.ObjectionText(flows.CodeOtherApplicant))+sendInWizard)
	}
}

// resendReason is the reason of the decision that lets a picture be sent to its slot
// again, recorded earlier or given now.
func (u *uploadRun) resendReason(l flows.SlotLine, hash flows.SHA256) (bool, string) {
	if l.State == flows.Unclear && l.Attempt.Picture.SHA256 == hash && u.decidesToResend(l.Slot) {
		return true, u.reason
	}
	if d := resendDecision(u.currentJourney(), l.Slot, hash); d != nil {
		return true, d.Reason
	}
	return false, ""
}

// resendDecision is the decision that lets a picture be sent to a slot again. It holds
// until the service may have received the picture once more: an attempt that the
// service did not receive does not use it up.
func resendDecision(j flows.Journey, slot flows.Slot, hash flows.SHA256) *flows.Decision {
	for _, a := range slices.Backward(j.Attempts()) {
		if a.Slot != slot || !a.MayBeReceived() {
			continue
		}
		if a.Picture.SHA256 == hash && a.NeedsResend() {
			return a.Decision
		}
		return nil
	}
	return nil
}
