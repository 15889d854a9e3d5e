package operators

// Refusal is why somebody may not log in, or why a session may not go on. It is an error
// whose text is ours and holds nothing that a client sent.
type Refusal uint8

// The refusals. Those of certificates are about the certificate, not about who shows it:
// the server has not seen yet that the client has the key.
const (
	NoKnownKey       Refusal = iota + 1 // no operator has this key
	Expired                             // the operator's time is over
	NotForUsers                         // a host's certificate
	UnknownAuthority                    // signed by an authority that is not in the file
	WeakKey                             // a certificate for a key that the file would not take
	WeakSignature                       // signed with SHA-1
	CriticalOption                      // a restriction that this program cannot keep
	NoPrincipal                         // it names nobody of the file
	SeveralOperators                    // it names more than one operator
	NotYetValid                         // its time has not come
	NoLongerValid                       // its time is over
	BadSignature                        // its signature is wrong
	WrongAddress                        // it is for other addresses than the client's
	Removed                             // the operator is no longer in the file
	KeyRemoved                          // the key or the principal is no longer the operator's
	RightsChanged                       // role, flows or group of the operator changed
)

// refusalTexts are the words for each refusal. They continue "refused: ".
var refusalTexts = [...]string{
	NoKnownKey: "no known key", Expired: "the operator has expired",
	NotForUsers: "the certificate is for a host", UnknownAuthority: "the certificate is signed by an unknown authority",
	WeakKey: "the certificate is for a weak key", WeakSignature: "the certificate is signed with SHA-1",
	CriticalOption: "the certificate has a restriction that is not supported", NoPrincipal: "the certificate names no operator",
	SeveralOperators: "the certificate names several operators", NotYetValid: "the certificate is not valid yet",
	NoLongerValid: "the certificate has expired", BadSignature: "the certificate is not valid",
	WrongAddress: "the certificate is for other addresses", Removed: "the operator was removed",
	KeyRemoved: "the key was removed", RightsChanged: "the operator's rights were changed",
}

// endTexts tell somebody who is logged in why that is over, and what to do. The others are
// about who was never let in.
var endTexts = map[Refusal]string{
	Expired:       "your time as an operator is over. Ask your administrator",
	NoLongerValid: "your certificate has expired. Log in with a new one to go on",
	Removed:       "you were removed from the operators. Ask your administrator",
	KeyRemoved:    "the operators file no longer lists your key or certificate. Ask your administrator",
	RightsChanged: "your rights were changed. Log in again to go on",
}

// EndText says to the operator why a session ends, without a full stop.
func (r Refusal) EndText() string {
	if text, ok := endTexts[r]; ok {
		return text
	}
	return r.Error() + ". Ask your administrator"
}

// Error is the refusal in words.
func (r Refusal) Error() string {
	if int(r) < len(refusalTexts) && refusalTexts[r] != "" {
		return refusalTexts[r]
	}
	return "refused"
}
