package pdf

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
)

// security is the standard security handler, as far as it is needed to try the
// empty password, which is what readers do before they ask for one
// (ISO 32000-1, 7.6.3, and ISO 32000-2, 7.6.4).
type security struct {
	revision        int64
	keyLength       int // bytes
	owner, user, id []byte
	permissions     uint32
	metadataIsPlain bool
}

// newSecurity reads the encryption dictionary; false if it is of a revision or shape
// that is not known here.
func newSecurity(entries dict, id []byte) (security, bool) {
	s := security{
		revision:        entries.parseInteger("R"),
		keyLength:       int(entries.parseInteger("Length") / 8),
		owner:           parseString(entries["O"]),
		user:            parseString(entries["U"]),
		id:              id,
		permissions:     uint32(entries.parseInteger("P")),
		metadataIsPlain: string(entries["EncryptMetadata"]) == "false",
	}
	switch {
	case s.revision == 2 || s.keyLength == 0:
		s.keyLength = 5
	case entries.parseInteger("V") == 4:
		s.keyLength = 16
	}
	least := 32
	if s.revision >= 5 {
		least = 48
	}
	isKnown := s.revision >= 2 && s.revision <= 6 && s.keyLength >= 5 && (s.keyLength <= 16 || s.revision >= 5)
	return s, isKnown && len(s.owner) >= least && len(s.user) >= least
}

// Permissions of ISO 32000-1, table 22; bit 1 is the lowest.
const (
	mayPrint  = 1 << (3 - 1)
	mayChange = 1<<(4-1) | 1<<(5-1) | 1<<(6-1)
)

func (s security) restriction() Protection {
	switch {
	case s.permissions&mayPrint == 0:
		return ForbidsPrinting
	case s.permissions&mayChange != mayChange:
		return ForbidsChanges
	}
	return OnlyEncrypted
}

// opensWithout reports whether the empty password is the user's.
func (s security) opensWithout() bool {
	switch s.revision {
	case 2:
		return bytes.Equal(encryptRC4(s.fileKey(), []byte(passwordPadding)), s.user[:32])
	case 3, 4:
		return bytes.Equal(s.userEntry(), s.user[:16])
	case 5:
		sum := sha256.Sum256(s.user[32:40])
		return bytes.Equal(sum[:], s.user[:32])
	}
	return bytes.Equal(hardenedHash(s.user[32:40]), s.user[:32])
}

// passwordPadding fills up a short password (ISO 32000-1, algorithm 2).
const passwordPadding = "\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08" +
	"\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a"

// fileKey is the key of the document for the empty password (algorithm 2).
func (s security) fileKey() []byte {
	sum := md5.New()
	sum.Write([]byte(passwordPadding))
	sum.Write(s.owner[:32])
	sum.Write(binary.LittleEndian.AppendUint32(nil, s.permissions))
	sum.Write(s.id)
	if s.revision >= 4 && s.metadataIsPlain {
		sum.Write([]byte{0xff, 0xff, 0xff, 0xff})
	}
	key := sum.Sum(nil)
	if s.revision >= 3 {
		for range 50 {
			again := md5.Sum(key[:s.keyLength])
			key = again[:]
		}
	}
	return key[:s.keyLength]
}

// userEntry is what the entry /U of revisions 3 and 4 has to be (algorithm 5).
func (s security) userEntry() []byte {
	sum := md5.New()
	sum.Write([]byte(passwordPadding))
	sum.Write(s.id)
	entry, key := sum.Sum(nil), s.fileKey()
	for i := range byte(20) {
		turn := bytes.Clone(key)
		for j := range turn {
			turn[j] ^= i
		}
		entry = encryptRC4(turn, entry)
	}
	return entry
}

func encryptRC4(key, text []byte) []byte {
	c, err := rc4.NewCipher(key)
	if err != nil {
		return nil // the length of the key was checked
	}
	out := make([]byte, len(text))
	c.XORKeyStream(out, text)
	return out
}

// hardenedHash is the hash of the empty password in revision 6
// (ISO 32000-2, algorithm 2.B).
func hardenedHash(salt []byte) []byte {
	first := sha256.Sum256(salt)
	key := first[:]
	for round := 0; ; round++ {
		text := bytes.Repeat(key, 64)
		block, err := aes.NewCipher(key[:16])
		if err != nil {
			return nil // sixteen bytes are a key
		}
		cipher.NewCBCEncrypter(block, key[16:32]).CryptBlocks(text, text)
		key = sumByRemainder(text)
		if round >= 63 && int(text[len(text)-1]) <= round-31 {
			return key[:32]
		}
	}
}

// sumByRemainder picks the hash by the first sixteen bytes as a number, modulo 3.
func sumByRemainder(text []byte) []byte {
	total := 0
	for _, b := range text[:16] {
		total += int(b)
	}
	switch total % 3 {
	case 1:
		sum := sha512.Sum384(text)
		return sum[:]
	case 2:
		sum := sha512.Sum512(text)
		return sum[:]
	}
	sum := sha256.Sum256(text)
	return sum[:]
}
