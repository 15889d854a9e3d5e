package pdf

import "bytes"

// Protection is what is known about the encryption of a PDF.
type Protection uint8

// The kinds of protection.
const (
	Unprotected       Protection = iota
	OnlyEncrypted                // opens without a password, nothing is forbidden
	ForbidsChanges               // opens without a password; changing or copying is restricted
	ForbidsPrinting              // opens without a password; printing is forbidden, perhaps more
	UnknownProtection            // encrypted in a way that is not understood here
	NeedsPassword                // opens with a password only
	OtherSecurity                // opens with a certificate or a certain program only
)

// checkProtection finds out whether the document opens without a password. Programs
// of other makers, and certificates, have filters of their own
// (ISO 32000-1, table 20).
func (d file) checkProtection() Protection {
	encryption, id, found := d.findEncryption()
	filter := string(encryption["Filter"])
	handler, isKnown := newSecurity(encryption, id)
	switch {
	case !found:
		return Unprotected
	case filter != "" && filter != "/Standard":
		return OtherSecurity
	case !isKnown:
		return UnknownProtection
	case !handler.opensWithout():
		return NeedsPassword
	}
	return handler.restriction()
}

// trailerReach is how far the entries of one trailer are apart, in bytes.
const trailerReach = 4 << 10

// findEncryption looks for a trailer that says that the document is encrypted, and
// returns the dictionary that says how, and the document's first ID.
func (d file) findEncryption() (encryption dict, id []byte, found bool) {
	const entry = "/Encrypt"
	at, tried := d.Size(), map[objectID]bool{}
	for range maxPlaces {
		if at = d.findLast(entry, at); at < 0 {
			break
		}
		value := d.window(at+int64(len(entry)), maxObject)
		start := max(0, at-trailerReach)
		trailer := d.window(start, at-start+trailerReach)
		if tokenLength(value) > 0 || !bytes.Contains(trailer, []byte("/Size")) {
			continue // /EncryptMetadata, or no trailer
		}
		ref, isReference := parseReference(value)
		if tried[ref] {
			continue
		}
		tried[ref], found = isReference, found || isReference
		entries := d.readEncryption(value, ref)
		if entries != nil {
			return entries, findID(trailer), true
		}
	}
	return nil, nil, found
}

// readEncryption reads the value of an entry: the dictionary itself or a reference to
// it. It is never in an object stream (ISO 32000-1, 7.5.7).
func (d file) readEncryption(value []byte, ref objectID) dict {
	if ref.number != "" {
		value = d.findObject(ref)
	}
	entries, _ := parseDict(value)
	if entries["Filter"] == nil || entries["V"] == nil && entries["SubFilter"] == nil {
		return nil
	}
	return entries
}

// findID reads the first of the two strings after /ID.
func findID(trailer []byte) []byte {
	for rest := trailer; ; {
		at := bytes.Index(rest, []byte("/ID"))
		if at < 0 {
			return nil
		}
		rest = rest[at+len("/ID"):]
		if value, ok := bytes.CutPrefix(skipBlanks(rest), []byte("[")); ok {
			value = skipBlanks(value)
			return parseString(value[:valueLength(value, 1)])
		}
	}
}
