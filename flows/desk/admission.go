package desk

import (
	"errors"

	"dossier/flows"
	"dossier/flows/scope"
)

// access is what the operator may do with the dossier, by the entries that were read.
// isHeld says that the holder's session lives.
func (r *recorder) access(isHeld bool) scope.Access {
	return r.cfg.Scope.Access(r.operators, isHeld)
}

// admitOperator lets the operator in, or says why not. A reason takes over what may be
// opened with one alone.
func (d *Desk) admitOperator() error {
	holder := d.recorder.journey.Holder()
	if d.recorder.access(false) >= scope.MayLook {
		return nil
	}
	isHeld, err := d.heartbeat.isAlive(holder.Session)
	if err != nil {
		return err
	}
	switch access := d.recorder.access(isHeld); {
	case access >= scope.MayWatch:
		return nil
	case access == scope.Nothing:
		return &scope.Refusal{}
	case d.cfg.OpenReason == "" || d.cfg.statusOnly:
		return &scope.Refusal{Access: access, Holder: holder.Operator, Since: holder.Since}
	}
	if err := d.takeOver(d.cfg.OpenReason); !errors.Is(err, ErrStateChanged) {
		return err
	}
	d.cfg.OpenReason = "" // somebody was faster: the reason was for another state
	return d.admitOperator()
}

// withheldSnapshot is all that is shown of a dossier that may not be looked into any more.
func withheldSnapshot(s Snapshot) Snapshot {
	return Snapshot{Journey: flows.NewJourney(s.Journey.Key()), Session: s.Session, Withheld: true, Ended: s.Ended}
}
