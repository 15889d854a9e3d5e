package sshd

import (
	"dossier/assets"
	"dossier/flows"
	"dossier/flows/inbox"
	"dossier/tui/safe"
)

// noteArrival counts a file that was sent here, and writes its line.
func (v *Service) noteArrival(operator string, by inbox.Login, o inbox.Outcome) {
	v.countArrival(o)
	v.logArrival(operator, by, o)
}

// logArrival says of every file that was sent here who sent it, from where and with what, which
// side of which inbox it is for, and what became of it. The name of the file can be a
// person's, so it is not in it.
func (v *Service) logArrival(operator string, by inbox.Login, o inbox.Outcome) {
	fields := []any{
		"from", by.From, "operator", operator, "key", by.Key, "code", string(o.Code), "slot", o.Slot, "bytes", o.Bytes,
		"outcome", assets.ArrivalOutcome(o),
	}
	if o.SHA256 != (flows.SHA256{}) {
		fields = append(fields, "sha256", o.SHA256.String())
	}
	v.log.Info("arrival", append(fields, "client", escaped(safe.Line(by.Client, maxLogged).String()))...)
}
