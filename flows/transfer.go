package flows

import (
	"time"
)

// Transfer says how much of a picture left this computer with a request. Only the
// client knows it, so it is recorded with the fact that ends an attempt; the words
// about sending are chosen by it (package assets).
type Transfer string

// How much of a request left. The zero value says that nobody knows: the program was
// killed, or the entry was written before this was recorded. An unknown transfer of
// an attempt that was not released counts as TransferPart.
const (
	TransferUnknown Transfer = ""
	TransferNone    Transfer = "none" // no byte of the request was sent
	TransferPart    Transfer = "part" // bytes may have left; the last one was held back
	TransferWhole   Transfer = "all"  // the last byte was sent
)

// rank orders transfers by how much may have left.
func (t Transfer) rank() int {
	switch t {
	case TransferNone:
		return 0
	case TransferWhole:
		return 2
	}
	return 1
}

// transferOf is the recorded transfer of an attempt that was not received, else what
// its cause proves: without a connection, a trusted certificate, a tunnel or
// permission to begin, no request is written.
func transferOf(recorded Transfer, cause Cause) Transfer {
	if recorded != TransferUnknown {
		return recorded
	}
	switch {
	case cause == CausePaused || cause.IsConnectionFailure():
		return TransferNone
	case cause == CauseEdge: // said after the whole request had been sent
		return TransferWhole
	}
	return TransferPart
}

// ConnectionCauses are those of a failure before the request began: nothing of it was
// sent.
func ConnectionCauses() []Cause {
	return []Cause{
		CauseNoConnection, CauseUnknownHost, CauseLookupFailed, CausePortRefused, CauseNoRoute, CauseTooManyFiles, CauseConnectTimeout,
		CauseProxy, CauseProxySetting, CauseProxyUnknown, CauseProxyUnreachable, CauseProxySilent, CauseProxyFailed,
		CauseNotTLS, CauseOldTLS, CauseTLSTimeout, CauseTLSFailed, CauseUntrusted, CauseExpired, CauseNotYetValid, CauseWrongName,
	}
}

// TakeBack is who took a picture back, and when.
type TakeBack struct {
	Operator, Session string
	At                time.Time
}

// IsTakenBack reports whether an operator took the picture back: by choice, so it is
// no failure.
func (l SlotLine) IsTakenBack() bool { return l.State == Failed && l.Cause == CauseTakenBack }

func newTakeBack(e Entry) TakeBack { return TakeBack{e.Operator, e.Session, e.At} }

// consentTransfer is the most that left with any attempt of the slot's present
// picture since it was chosen: a retry that never began does not undo the first try.
func (j Journey) consentTransfer(s slotState) Transfer {
	return j.largestTransfer(func(a Attempt) bool {
		return a.Slot == s.slot && a.Picture.SHA256 == s.picture.SHA256 && a.Picture.ChosenAt.Equal(s.picture.ChosenAt)
	})
}

// TransferBefore is the most that left with earlier attempts of the same choice of a
// picture; TransferNone for the first.
func (j Journey) TransferBefore(a Attempt) Transfer {
	return j.largestTransfer(func(o Attempt) bool {
		return o.Number < a.Number && o.Slot == a.Slot && o.Picture.SHA256 == a.Picture.SHA256 && o.Picture.ChosenAt.Equal(a.Picture.ChosenAt)
	})
}

// Transfer is the most that left with any attempt of the dossier; TransferNone
// before the first.
func (j Journey) Transfer() Transfer { return j.largestTransfer(func(Attempt) bool { return true }) }

func (j Journey) largestTransfer(counts func(Attempt) bool) Transfer {
	largest := TransferNone
	for _, a := range j.attempts {
		if counts(a) && a.Transfer.rank() > largest.rank() {
			largest = a.Transfer
		}
	}
	if largest == TransferUnknown {
		return TransferPart
	}
	return largest
}
