package operators

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"golang.org/x/crypto/ssh"

	"dossier/flows/operatorname"
	"dossier/flows/tomlfile"
)

// flowNames are the flows there are in these tests.
var flowNames = []string{"KYC basic", "KYC plus"}

// op is an operator that takes lines 1 to 3.
var op = "[[operator]]\nname = \"maya\"\nkeys = [\"" + seededLine(1) + "\"]\n"

// corp and eu are an authority and a group of three lines each.
var (
	corp = "[[authority]]\nname = \"corp\"\nkey = \"" + seededLine(100) + "\"\n"
	eu   = "[[group]]\nname = \"eu\"\ntoken_file = \"/etc/dossier/eu.token\"\n"
)

func TestEveryKeyOfTheFileIsRead(t *testing.T) {
	o := mustParse(t, `
[[operator]]
name = "maya"
keys = ["`+seededLine(1)+` maya@laptop",
  "`+hardwareEd25519+`", "`+hardwareECDSA+`"]
role = "lead"
expires = 2027-01-31
flows = ["KYC plus", "KYC basic"]
group = "eu"

[[operator]]
name = "lars.2_x-y"
principals = ["lars@example.com", "Lars"]
expires = 2027-01-31T18:00:00+01:00
`+corp+eu)
	list := o.List()
	if len(list) != 2 {
		t.Fatalf("%d operators", len(list))
	}
	maya, lars := list[0], list[1]
	if maya.Name != "maya" || maya.Role != RoleLead || len(maya.Keys) != 3 || !slices.Equal(maya.Flows, []string{"KYC plus", "KYC basic"}) || maya.Line != 2 {
		t.Errorf("%+v", maya)
	}
	if want := time.Date(2027, 2, 1, 0, 0, 0, 0, time.UTC); !maya.Expires.Equal(want) {
		t.Errorf("a date ends at %s, want %s", maya.Expires, want)
	}
	if maya.Group != (Group{"eu", "/etc/dossier/eu.token"}) {
		t.Errorf("%+v", maya.Group)
	}
	if lars.Role != RoleOperator || lars.Flows != nil || lars.Authority.Name != "corp" || !slices.Equal(lars.Principals, []string{"lars@example.com", "Lars"}) {
		t.Errorf("%+v", lars)
	}
	if want := time.Date(2027, 1, 31, 17, 0, 0, 0, time.UTC); !lars.Expires.Equal(want) {
		t.Errorf("a time is %s, want %s", lars.Expires, want)
	}
	if w := o.Warnings(time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)); len(w) > 0 {
		t.Errorf("warnings: %v", w)
	}
}

func mustParse(t testing.TB, text string) *Operators {
	t.Helper()
	o, err := Parse([]byte(text), flowNames)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// TestFaultsNameLineAndRemedy proves for every rule of the file what is said, and on which
// line.
func TestFaultsNameLineAndRemedy(t *testing.T) {
	key := func(line string) string {
		return "[[operator]]\nname = \"maya\"\nkeys = [\n" + fmt.Sprintf("%q", line) + "]\n"
	}
	k := seededLine(1)
	for name, c := range map[string]struct {
		text string
		want string // the whole error
	}{
		"empty":            {"", "line 1: there is no operator; one begins with [[operator]]"},
		"others only":      {corp + eu, "line 1: there is no operator; one begins with [[operator]]"},
		"no name":          {"[[operator]]\nkeys = [\"" + k + "\"]", "line 1: operator.name: has to be 1 to 32 of a-z, 0-9, ., _ and -, beginning with a letter or a digit"},
		"capitals":         {strings.Replace(op, "maya", "Maya", 1), "line 2: operator.name: has to be 1 to 32 of a-z, 0-9, ., _ and -, beginning with a letter or a digit"},
		"long name":        {strings.Replace(op, "maya", strings.Repeat("a", 33), 1), "line 2: operator.name: has to be 1 to 32 of a-z, 0-9, ., _ and -, beginning with a letter or a digit"},
		"name of a flag":   {strings.Replace(op, "maya", "-maya", 1), "line 2: operator.name: has to be 1 to 32 of a-z, 0-9, ., _ and -, beginning with a letter or a digit"},
		"same name":        {op + strings.Replace(op, k, seededLine(2), 1), "line 5: operator.name: the operator on line 2 has this name already"},
		"role":             {op + `role = "admin"`, `line 4: operator.role: has to be "operator" or "lead"`},
		"no key":           {"\n[[operator]]\nname = \"maya\"\n", "line 2: operator: has neither keys nor principals, so nobody can log in"},
		"empty keys":       {"[[operator]]\nname = \"maya\"\nkeys = []\n", "line 1: operator: has neither keys nor principals, so nobody can log in"},
		"empty key":        {key(""), "line 4: operator.keys: is empty"},
		"no key at all":    {key("maya"), "line 4: operator.keys: is no public key; copy the whole line of the .pub file"},
		"comment":          {key("# maya"), "line 4: operator.keys: is no public key; copy the whole line of the .pub file"},
		"cut key":          {key(k[:50]), "line 4: operator.keys: is no public key; copy the whole line of the .pub file"},
		"longer key":       {key(strings.Replace(k, " AAAA", " AAAAAAAA", 1)), "line 4: operator.keys: is no public key; copy the whole line of the .pub file"},
		"wrong type":       {key("ssh-rsa" + strings.TrimPrefix(k, "ssh-ed25519")), "line 4: operator.keys: is no public key; copy the whole line of the .pub file"},
		"unknown type":     {key("ssh-ed448" + strings.TrimPrefix(k, "ssh-ed25519")), "line 4: operator.keys: is of a type that is not supported; ssh-keygen -t ed25519 makes a good one"},
		"two lines":        {key(k + "\n" + seededLine(2)), "line 4: operator.keys: has several lines; each key is a text of its own"},
		"private key":      {key("-----BEGIN OPENSSH PRIVATE KEY-----\nabc"), "line 4: operator.keys: is a private key, which nobody else may have; remove it here, make a new one, and copy the line of its .pub file"},
		"key of PuTTY":     {key("PuTTY-User-Key-File-3: ssh-ed25519"), "line 4: operator.keys: is a private key, which nobody else may have; remove it here, make a new one, and copy the line of its .pub file"},
		"RFC 4716":         {key("---- BEGIN SSH2 PUBLIC KEY ----\nAAAA"), "line 4: operator.keys: is in another format; ssh-keygen -i -f FILE prints the line that belongs here"},
		"fingerprint":      {key(ssh.FingerprintSHA256(seededKey(1).PublicKey())), "line 4: operator.keys: is a fingerprint; copy the whole line of the .pub file"},
		"DSA":              {key(dsaKey), "line 4: operator.keys: is a DSA key, which is too weak; ssh-keygen -t ed25519 makes a good one"},
		"RSA 1024":         {key(shortRSA), "line 4: operator.keys: is an RSA key of 1024 bits, which is too weak; it needs 2048"},
		"certificate":      {key(keyLine(userCertificate(t, seededKey(1), seededKey(2), "maya"))), "line 4: operator.keys: is a certificate; the key of the authority that signed it belongs under [[authority]]"},
		"from":             {key(`from="10.0.0.0/8" ` + k), "line 4: operator.keys: options before a key are not supported: from; remove them"},
		"restrict":         {key(`restrict,pty,Command="ls" ` + k), "line 4: operator.keys: options before a key are not supported: restrict, pty, command; remove them"},
		"expiry":           {key(`expiry-time="20270101" ` + k), "line 4: operator.keys: options before a key are not supported: expiry-time; remove them; for expiry-time, write expires = 2027-01-31"},
		"cert-authority":   {key(`cert-authority,principals="maya" ` + k), "line 4: operator.keys: options before a key are not supported: cert-authority, principals; remove them; an authority stands under [[authority]]; principals have a key of their own"},
		"unknown option":   {key("geheim,from=\"x\",dies " + k), "line 4: operator.keys: options before a key are not supported: from, 2 unknown words; remove them"},
		"one word":         {key("anna " + k), "line 4: operator.keys: options before a key are not supported: 1 unknown word; remove them"},
		"blank in quotes":  {key(`command="a b ssh-ed25519" ` + k), "line 4: operator.keys: options before a key are not supported: command; remove them"},
		"open quotes":      {key(`command="a b ` + k), "line 4: operator.keys: is no public key; copy the whole line of the .pub file"},
		"key twice":        {"[[operator]]\nname = \"maya\"\nkeys = [\"" + k + "\",\n\"" + k + " other comment\"]\n", "line 4: operator.keys: this key is on line 3 already; a key is one operator's"},
		"key of two":       {op + strings.Replace(op, "maya", "lars", 1), "line 6: operator.keys: this key is on line 3 already; a key is one operator's"},
		"key of authority": {op + strings.Replace(corp, seededLine(100), k, 1), "line 3: operator.keys: this key is on line 6 already; a key is one operator's"},
		"quoted date":      {op + `expires = "2027-01-31"`, "line 4: operator.expires: has to be a date, 2027-01-31, or a time with its zone, 2027-01-31T18:00:00+01:00, without quotes"},
		"number":           {op + `expires = 2027`, "line 4: operator.expires: has to be a date, 2027-01-31, or a time with its zone, 2027-01-31T18:00:00+01:00, without quotes"},
		"local time":       {op + `expires = 18:00:00`, "line 4: operator.expires: has to be a date, 2027-01-31, or a time with its zone, 2027-01-31T18:00:00+01:00, without quotes"},
		"no zone":          {op + `expires = 2027-01-31T18:00:00`, "line 4: operator.expires: needs its time zone, as in 2027-01-31T18:00:00+01:00"},
		"no such flow":     {op + `flows = ["Selfie"]`, `line 4: operator.flows: there is no such flow; dossier flows list names them`},
		"flow misspelt":    {op + "flows = [\"KYC basic\",\n\"KYC pluss\"]", `line 5: operator.flows: there is no such flow; did you mean "KYC plus"?`},
		"flow in capitals": {op + `flows = ["kyc basic"]`, `line 4: operator.flows: there is no such flow; did you mean "KYC basic"?`},
		"flow twice":       {op + `flows = ["KYC basic", "KYC basic"]`, `line 4: operator.flows: this flow is in the list already`},
		"no flows":         {op + `flows = []`, `line 4: operator.flows: is empty; leave it out to allow all flows`},
		"no such group":    {op + `group = "eu"`, `line 4: operator.group: there is no such group; one begins with [[group]]`},
		"group misspelt":   {op + "group = \"ue\"\n" + eu + strings.ReplaceAll(eu, "eu", "apac"), `line 4: operator.group: there is no such group; one begins with [[group]]`},
		"group nearly":     {op + "group = \"apc\"\n" + strings.ReplaceAll(eu, "eu", "apac"), `line 4: operator.group: there is no such group; did you mean "apac"?`},
		"group twice":      {op + eu + eu, "line 8: group.name: the group on line 5 has this name already"},
		"no token":         {op + "[[group]]\nname = \"eu\"\n", "line 4: group.token_file: is missing; it is the file with the token of the group's service account"},
		"relative token":   {op + "[[group]]\nname = \"eu\"\ntoken_file = \"eu.token\"\n", "line 6: group.token_file: has to be an absolute path"},
		"group name":       {op + "[[group]]\ntoken_file = \"/eu.token\"\n", "line 4: group.name: has to be 1 to 32 of a-z, 0-9, ., _ and -, beginning with a letter or a digit"},
		"no authority":     {"[[operator]]\nname = \"maya\"\nprincipals = [\"maya\"]", "line 3: operator.principals: needs an authority; one begins with [[authority]]"},
		"which authority":  {"[[operator]]\nname = \"maya\"\nprincipals = [\"maya\"]\n" + corp + strings.NewReplacer("corp", "lab", seededLine(100), seededLine(101)).Replace(corp), `line 3: operator.principals: there are several authorities; say which with authority = "NAME"`},
		"other authority":  {"[[operator]]\nname = \"maya\"\nprincipals = [\"maya\"]\nauthority = \"copr\"\n" + corp, `line 4: operator.authority: there is no such authority; did you mean "corp"?`},
		"no principals":    {op + "authority = \"corp\"\n" + corp, "line 4: operator.authority: needs principals: the names in its certificates"},
		"principal twice":  {"[[operator]]\nname = \"maya\"\nprincipals = [\"m\"]\n[[operator]]\nname = \"lars\"\nprincipals = [\"l\",\n\"m\"]\n" + corp, "line 7: operator.principals: this principal is on line 3 already; a principal is one operator's"},
		"empty principal":  {"[[operator]]\nname = \"maya\"\nprincipals = [\"\"]\n" + corp, "line 3: operator.principals: has to be 1 to 320 printable characters without blanks and commas"},
		"odd principal":    {"[[operator]]\nname = \"maya\"\nprincipals = [\"a\\u001b\"]\n" + corp, "line 3: operator.principals: has to be 1 to 320 printable characters without blanks and commas"},
		"authority's key":  {op + "[[authority]]\nname = \"corp\"\n", "line 4: authority.key: is missing; it is the line of the authority's .pub file"},
		"weak authority":   {op + "[[authority]]\nname = \"corp\"\nkey = \"" + shortRSA + "\"", "line 6: authority.key: is an RSA key of 1024 bits, which is too weak; it needs 2048"},
		"authority option": {op + "[[authority]]\nname = \"corp\"\nkey = 'cert-authority " + k[:8] + "'", "line 6: authority.key: is no public key; copy the whole line of the .pub file"},
		"authority twice":  {op + corp + strings.Replace(corp, seededLine(100), seededLine(101), 1), "line 8: authority.name: the authority on line 5 has this name already"},
		"unknown table":    {op + "[[operators]]\n", `line 4: operators: unknown key; did you mean "operator"?`},
		"unknown key":      {op + `key = "x"`, `line 4: operator.key: unknown key; did you mean "keys"?`},
		"other key":        {op + `"\u001b[2J" = "x"`, `line 4: operator."\x1b[2J": unknown key; valid here: name, role, keys, principals, authority, expires, flows, group`},
		"kind of keys":     {"[[operator]]\nname = \"maya\"\nkeys = \"x\"", `line 3: operator.keys: has to be a list of texts, ["…", "…"]`},
		"inline operator":  {"operator = {name = \"maya\"}", "line 1: operator: has to be tables, each under [[operator]]"},
		"kind of operator": {"[operator]\nname = \"maya\"\nkeys = [\"x\"]", "line 1: operator: has to be tables, each under [[operator]]"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(c.text), flowNames)
			if err == nil {
				t.Fatal("accepted")
			}
			if got := err.Error(); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAllFaultsComeAtOnceAndAtMostTwenty(t *testing.T) {
	_, err := Parse([]byte("[[operator]]\nname = \"\"\nkeys = [\"x\",\n\"y\"]\nrole = \"x\"\n"+strings.Repeat("[[operator]]\nname = \"a\"\n", 30)), flowNames)
	lines := strings.Split(fmt.Sprint(err), "\n")
	if len(lines) != 21 || lines[20] != "and 43 more errors" {
		t.Fatalf("%d lines: %v", len(lines), err)
	}
	for i, want := range []string{"line 2: ", "line 3: ", "line 4: ", "line 5: ", "line 6: ", "line 8: "} {
		if !strings.HasPrefix(lines[i], want) {
			t.Errorf("fault %d is not on %s\n%v", i, want, err)
		}
	}
}

// TestFaultsRepeatNoValues proves that what may be a secret, a name or a path in the wrong
// place is not repeated.
func TestFaultsRepeatNoValues(t *testing.T) {
	const canary = "canary7f3"
	for _, text := range []string{
		"name = \"" + canary + " X\"", "role = \"" + canary + "\"", "keys = [\"" + canary + "\"]", "keys = [\"" + canary + "=1 " + seededLine(1) + "\"]", "keys = ['from=\"" + canary + "\" " + seededLine(1) + "']",
		"flows = [\"" + canary + "\"]", "group = \"" + canary + "\"", "authority = \"" + canary + "\"", "principals = [\"" + canary + " x\"]", "expires = \"" + canary + "\"", "keys = [\"" + seededLine(1) + " " + canary + "\"]\nrole = \"x\"",
		"[[group]]\nname=\"x\"\ntoken_file = \"" + canary + "\"", "[[authority]]\nname=\"x\"\nkey = \"ssh-rsa " + canary + "\"",
	} {
		_, err := Parse([]byte("[[operator]]\n"+text), flowNames)
		if err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestWarnings(t *testing.T) {
	o := mustParse(t, op+"expires = 2026-11-28\n"+corp+eu)
	got := fmt.Sprint(o.Warnings(time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC)))
	if want := "[{1 operator maya expired on 2026-11-29 00:00 UTC} {5 no operator has principals of authority corp} {8 no operator is in group eu}]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if w := o.Warnings(time.Date(2026, 11, 28, 23, 59, 59, 0, time.UTC)); len(w) != 2 {
		t.Errorf("a second before the end of the day: %v", w)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(op + corp + eu))
	f.Add([]byte(op + "expires = 2027-01-31\nflows = [\"KYC basic\"]\n"))
	f.Add([]byte("[[operator]]\nname = \"maya\"\nprincipals = [\"m\"]\n" + corp))
	f.Add([]byte("operator = [{name = \"a\", keys = ['from=\"x\" ssh-rsa AAAA']}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := Parse(b, flowNames)
		if err == nil {
			checkOperators(t, o)
			return
		}
		fault, ok := errors.AsType[*tomlfile.Error](err)
		if !ok || fault.Line < 1 || fault.Line > strings.Count(string(b), "\n")+2 || fault.Text == "" {
			t.Fatalf("a fault without a place: %+v", fault)
		}
		if strings.ContainsFunc(err.Error(), func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
			t.Fatalf("a fault that is not safe to print: %q", err.Error())
		}
	})
}

// checkOperators checks what every accepted file promises.
func checkOperators(t interface {
	Helper()
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}, o *Operators) {
	t.Helper()
	if len(o.List()) == 0 {
		t.Fatal("accepted without an operator")
	}
	for _, operator := range o.List() {
		if !operatorname.IsValid(operator.Name) || len(operator.Keys)+len(operator.Principals) == 0 || operator.Role != RoleLead && operator.Role != RoleOperator {
			t.Fatalf("accepted %+v", operator)
		}
		if len(operator.Principals) > 0 && operator.Authority.Key == nil || operator.Flows != nil && len(operator.Flows) == 0 {
			t.Fatalf("accepted %+v", operator)
		}
		for _, key := range operator.Keys {
			who, err := o.Find(key, nil, time.Time{})
			if err != nil || who.Name != operator.Name || weakness(key) != "" {
				t.Fatalf("the key of %s is that of %+v, %v", operator.Name, who, err)
			}
		}
	}
}
