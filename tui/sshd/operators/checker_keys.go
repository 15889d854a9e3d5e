package operators

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/crypto/ssh"
)

// parseKeys reads the keys of an operator.
func (c *checker) parseKeys(path string, lines []string) []ssh.PublicKey {
	var keys []ssh.PublicKey
	for i, line := range lines {
		if key, ok := c.parseKey(path+"."+strconv.Itoa(i), line); ok {
			keys = append(keys, key)
		}
	}
	return keys
}

// parseKey reads a key that no other place of the file has.
func (c *checker) parseKey(path, line string) (ssh.PublicKey, bool) {
	key, fault := parsePublicKey(line)
	if fault != "" {
		c.AddFault(path, fault)
		return nil, false
	}
	fingerprint := ssh.FingerprintSHA256(key)
	if first, ok := c.keys[fingerprint]; ok {
		c.AddFault(path, "this key is on line "+strconv.Itoa(c.Line(first))+" already; a key is one operator's")
		return nil, false
	}
	c.keys[fingerprint] = path
	return key, true
}

// maxPrincipalLength is more than an e-mail address has (RFC 5321, 4.5.3.1: 64 and 255).
const maxPrincipalLength = 320

// checkPrincipals checks the names of an operator in certificates.
func (c *checker) checkPrincipals(path string, operator Operator) {
	for i, who := range operator.certified() {
		at := path + "." + strconv.Itoa(i)
		first, taken := c.principals[who]
		switch {
		case !validPrincipal(who.principal):
			c.AddFault(at, "has to be 1 to 320 printable characters without blanks and commas")
		case taken:
			c.AddFault(at, "this principal is on line "+strconv.Itoa(c.Line(first))+" already; a principal is one operator's")
		default:
			c.principals[who] = at
		}
	}
}

func validPrincipal(name string) bool {
	return name != "" && len(name) <= maxPrincipalLength && !strings.ContainsFunc(name, func(r rune) bool {
		return r == ',' || unicode.IsSpace(r) || !unicode.IsPrint(r)
	})
}
