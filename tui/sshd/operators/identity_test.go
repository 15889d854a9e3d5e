package operators

import (
	"strings"
	"testing"
	"time"
)

// TestWhoMayGoOn proves for each change of a file what becomes of maya's session, which she
// began with her key, and of that which she began with a certificate.
func TestWhoMayGoOn(t *testing.T) {
	before := "[[operator]]\nname = \"maya\"\nkeys = [\"" + seededLine(1) + "\", \"" + seededLine(2) + "\"]\nprincipals = [\"m\", \"n\"]\nauthority = \"corp\"\n" +
		"role = \"lead\"\nflows = [\"KYC basic\", \"KYC plus\"]\ngroup = \"eu\"\n"
	rest := corp + eu
	o := mustParse(t, before+rest)
	byKey, err := o.Find(seededKey(1).PublicKey(), home, noon)
	if err != nil {
		t.Fatal(err)
	}
	byCertificate, err := o.Find(userCertificate(t, seededKey(50), seededKey(100), "m"), home, noon)
	if err != nil {
		t.Fatal(err)
	}
	change := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(before) + rest }
	for name, c := range map[string]struct {
		file                string
		key, certificate    error
		keyAt, certifiedFor time.Duration // after noon
	}{
		"nothing":               {file: before + rest},
		"the certificate's end": {file: before + rest, certifiedFor: 100 * time.Hour},
		"another operator":      {file: before + strings.NewReplacer("maya", "lars").Replace("[[operator]]\nname = \"lars\"\nkeys = [\""+seededLine(9)+"\"]\n") + rest},
		"order of flows":        {file: change(`"KYC basic", "KYC plus"`, `"KYC plus", "KYC basic"`)},
		"removed":               {file: "[[operator]]\nname = \"lars\"\nkeys = [\"" + seededLine(9) + "\"]\n" + rest, key: Removed, certificate: Removed},
		"renamed":               {file: change("maya", "mayah"), key: Removed, certificate: Removed},
		"key removed":           {file: change("\""+seededLine(1)+"\", ", ""), key: KeyRemoved},
		"other key removed":     {file: change(", \""+seededLine(2)+"\"", "")},
		"principal removed":     {file: change(`"m", `, ""), certificate: KeyRemoved},
		"other authority":       {file: strings.Replace(before+rest, seededLine(100), seededLine(101), 1), certificate: KeyRemoved},
		"authority renamed":     {file: strings.ReplaceAll(before+rest, `"corp"`, `"company"`)},
		"key given to another":  {file: change("\""+seededLine(1)+"\", ", "") + "[[operator]]\nname = \"lars\"\nkeys = [\"" + seededLine(1) + "\"]\n", key: KeyRemoved},
		"expired":               {file: before + "expires = 2026-11-29T12:00:00Z\n" + rest, key: Expired, certificate: Expired},
		"expires later":         {file: before + "expires = 2026-11-29T12:00:01Z\n" + rest},
		"later has come":        {file: before + "expires = 2026-11-29T12:00:01Z\n" + rest, keyAt: time.Second, certifiedFor: time.Second, key: Expired, certificate: Expired},
		"no longer a lead":      {file: change("role = \"lead\"\n", ""), key: RightsChanged, certificate: RightsChanged},
		"fewer flows":           {file: change(`, "KYC plus"]`, `]`), key: RightsChanged, certificate: RightsChanged},
		"all flows":             {file: change("flows = [\"KYC basic\", \"KYC plus\"]\n", ""), key: RightsChanged, certificate: RightsChanged},
		"no group":              {file: change("group = \"eu\"\n", ""), key: RightsChanged, certificate: RightsChanged},
		"another token":         {file: strings.Replace(before+rest, "eu.token", "eu2.token", 1), key: RightsChanged, certificate: RightsChanged},
	} {
		next := mustParse(t, c.file)
		if why := next.Allows(byKey, noon.Add(c.keyAt)); why != c.key {
			t.Errorf("%s: by key %v, want %v", name, why, c.key)
		}
		if why := next.Allows(byCertificate, noon.Add(c.certifiedFor)); why != c.certificate {
			t.Errorf("%s: by certificate %v, want %v", name, why, c.certificate)
		}
	}
	all := mustParse(t, op)
	nothing, _ := all.Find(seededKey(1).PublicKey(), home, noon)
	if nothing.Flows = []string{}; all.Allows(nothing, noon) != RightsChanged {
		t.Error("no flow passes for all flows")
	}
	if why := o.Allows(Identity{}, noon); why != Removed {
		t.Errorf("nobody: %v", why)
	}
}

// TestColleaguesAreThoseOfOneAccount proves who shares a service account, also once somebody
// has expired, and that nobody is divided where there is one account for all.
func TestColleaguesAreThoseOfOneAccount(t *testing.T) {
	person := func(name string, seed int, more string) string {
		return "[[operator]]\nname = \"" + name + "\"\nkeys = [\"" + seededLine(seed) + "\"]\n" + more
	}
	divided := mustParse(t, person("maya", 1, "group = \"eu\"\n")+person("lars", 2, "group = \"eu\"\nexpires = 2020-01-01\n")+person("ole", 3, "")+person("eva", 4, "")+eu)
	for name, want := range map[string]string{"maya": "maya lars", "ole": "ole eva"} {
		who := Identity{Name: name}
		if name == "maya" {
			who.Group = divided.groups[0]
		}
		if got := strings.Join(divided.Colleagues(who), " "); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if nobody := divided.Colleagues(Identity{Group: Group{Name: "us"}}); nobody == nil || len(nobody) > 0 {
		t.Errorf("a group that is gone: %v", nobody)
	}
	if one := mustParse(t, person("maya", 1, "")).Colleagues(Identity{Name: "maya"}); one != nil {
		t.Errorf("one account for all: %v", one)
	}
}
