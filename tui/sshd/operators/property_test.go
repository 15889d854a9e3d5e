package operators

import (
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"pgregory.net/rapid"
)

// person is an operator of a made file. Keys and principals are numbers from small sets, so
// that some are repeated.
type person struct {
	name       string
	role       Role
	keys       []int
	principals []string
	authority  int
	expires    int // hours after noon; 0: never
	flows      []string
}

var (
	personNames    = []string{"maya", "lars", "ines", "tom"}
	principalNames = []string{"a", "b@example.com", "c"}
)

// drawFile draws the operators of a file with two authorities, 100 and 101.
func drawFile(t *rapid.T, label string) []person {
	one := rapid.Custom(func(t *rapid.T) person {
		return person{
			name: rapid.SampledFrom(personNames).Draw(t, "name"), role: rapid.SampledFrom([]Role{RoleOperator, RoleLead}).Draw(t, "role"),
			keys: rapid.SliceOfN(rapid.IntRange(0, 12), 0, 2).Draw(t, "keys"), principals: rapid.SliceOfN(rapid.SampledFrom(principalNames), 0, 1).Draw(t, "principals"),
			authority: rapid.IntRange(100, 101).Draw(t, "authority"), expires: rapid.IntRange(0, 3).Draw(t, "expires"),
			flows: rapid.SampledFrom([][]string{nil, {"KYC basic"}, {"KYC plus", "KYC basic"}}).Draw(t, "flows"),
		}
	})
	return rapid.SliceOfN(one, 0, 4).Draw(t, label)
}

// text is the file.
func fileText(people []person) string {
	var b strings.Builder
	for _, p := range people {
		fmt.Fprintf(&b, "[[operator]]\nname = %q\nrole = %q\nkeys = [", p.name, p.role)
		for _, key := range p.keys {
			fmt.Fprintf(&b, "%q, ", seededLine(key))
		}
		fmt.Fprintf(&b, "]\n")
		if len(p.principals) > 0 {
			fmt.Fprintf(&b, "principals = [%q]\nauthority = \"a%d\"\n", p.principals[0], p.authority)
		}
		if p.expires > 0 {
			fmt.Fprintf(&b, "expires = %s\n", noon.Add(time.Duration(p.expires)*time.Hour).Format(time.RFC3339))
		}
		if p.flows != nil {
			fmt.Fprintf(&b, "flows = [\"%s\"]\n", strings.Join(p.flows, `", "`))
		}
	}
	for _, n := range []int{100, 101} {
		fmt.Fprintf(&b, "[[authority]]\nname = \"a%d\"\nkey = %q\n", n, seededLine(n))
	}
	return b.String()
}

// faultLines are the lines on which a file has faults.
func faultLines(people []person) []int {
	var lines []int
	seen := map[string]bool{}
	line := 1
	repeated := func(what string, at int) {
		if seen[what] {
			lines = append(lines, at)
		}
		seen[what] = true
	}
	if len(people) == 0 {
		lines = append(lines, 1)
	}
	for _, p := range people {
		repeated("name "+p.name, line+1)
		for _, key := range p.keys {
			repeated(fmt.Sprint("key ", key), line+3)
		}
		if len(p.keys)+len(p.principals) == 0 {
			lines = append(lines, line)
		}
		if len(p.principals) > 0 {
			repeated(fmt.Sprint("principal ", p.authority, p.principals[0]), line+4)
			line += 2
		}
		line += 4
		if p.expires > 0 {
			line++
		}
		if p.flows != nil {
			line++
		}
	}
	slices.Sort(lines)
	return lines
}

// TestTheFileMeansWhatItSays proves for random files that exactly the right lines are at
// fault, that each key and principal is that of its one operator until he expires, and that
// a session goes on exactly while the next file says the same of him.
func TestTheFileMeansWhatItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		people, later := drawFile(t, "file"), drawFile(t, "next file")
		o, err := Parse([]byte(fileText(people)), flowNames)
		if want := faultLines(people); len(want) > 0 {
			checkFaultLines(t, err, want)
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		checkOperators(t, o)
		now := noon.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, "hour")) * time.Hour)
		next, err := Parse([]byte(fileText(later)), flowNames)
		for n := range 14 {
			owner := slices.IndexFunc(people, func(p person) bool { return slices.Contains(p.keys, n) })
			who, why := o.Find(seededKey(n).PublicKey(), nil, now)
			checkFound(t, people, owner, who, why, now)
			if why == nil && err == nil {
				i := slices.IndexFunc(later, func(p person) bool { return slices.Contains(p.keys, n) })
				checkAllowed(t, next.Allows(who, now), people[owner], later, i, now)
			}
		}
		for _, authority := range []int{100, 101} {
			for _, name := range principalNames {
				has := func(p person) bool { return p.authority == authority && slices.Contains(p.principals, name) }
				owner := slices.IndexFunc(people, has)
				who, why := o.Find(validCertificate(t, authority, name), &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)}, now)
				checkFound(t, people, owner, who, why, now)
				if why == nil && err == nil {
					checkAllowed(t, next.Allows(who, now), people[owner], later, slices.IndexFunc(later, has), now)
				}
			}
		}
	})
}

func checkFaultLines(t *rapid.T, err error, want []int) {
	var got []int
	for line := range strings.SplitSeq(fmt.Sprint(err), "\n") {
		var n int
		if _, scanErr := fmt.Sscanf(line, "line %d:", &n); scanErr != nil {
			t.Fatalf("no line: %v", err)
		}
		got = append(got, n)
	}
	if !slices.Equal(got, want) {
		t.Fatalf("faults on lines %v, want %v: %v", got, want, err)
	}
}

// validCertificate is valid for ever; it also names somebody whom no file knows.
func validCertificate(t *rapid.T, authority int, name string) *ssh.Certificate {
	c := &ssh.Certificate{Key: seededKey(50).PublicKey(), CertType: ssh.UserCert, ValidPrincipals: []string{"nobody", name}, ValidBefore: ssh.CertTimeInfinity}
	if err := c.SignCert(zeroes{}, seededKey(authority)); err != nil {
		t.Fatal(err)
	}
	return c
}

type zeroes struct{}

func (zeroes) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func (p person) expiredAt(now time.Time) bool {
	return p.expires > 0 && !now.Before(noon.Add(time.Duration(p.expires)*time.Hour))
}

func checkFound(t *rapid.T, people []person, owner int, who Identity, why error, now time.Time) {
	switch {
	case owner < 0:
		if why != NoKnownKey && why != NoPrincipal || who.Name != "" {
			t.Fatalf("nobody's: %+v, %v", who, why)
		}
	case people[owner].expiredAt(now):
		if why != Expired || who.Name != "" {
			t.Fatalf("%s is expired: %+v, %v", people[owner].name, who, why)
		}
	case why != nil || who.Name != people[owner].name || who.Role != people[owner].role || !slices.Equal(who.Flows, people[owner].flows):
		t.Fatalf("%+v is found as %+v, %v", people[owner], who, why)
	}
}

// checkAllowed checks what a later file says of somebody's session; holder is who has the
// key there.
func checkAllowed(t *rapid.T, why error, before person, later []person, holder int, now time.Time) {
	i := slices.IndexFunc(later, func(p person) bool { return p.name == before.name })
	want := error(nil)
	switch {
	case i < 0:
		want = Removed
	case holder != i:
		want = KeyRemoved
	case later[i].expiredAt(now):
		want = Expired
	case later[i].role != before.role || !sameFlows(later[i].flows, before.flows):
		want = RightsChanged
	}
	if why != want {
		t.Fatalf("%+v, then %+v: %v, want %v", before, later, why, want)
	}
}
