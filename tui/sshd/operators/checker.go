package operators

import (
	"slices"
	"strconv"
	"time"

	"github.com/pelletier/go-toml/v2"
	"golang.org/x/crypto/ssh"

	"dossier/flows/operatorname"
	"dossier/flows/tomlfile"
)

// checker turns the file into operators and collects what is wrong with it.
type checker struct {
	*tomlfile.Checker
	flowNames  []string
	file       fileTable
	keys       map[string]string    // the path where each key stands first, by fingerprint
	principals map[certified]string // the path where each principal stands first
}

// tables are what operators refer to, by name, with the names in the order of the file.
type tables struct {
	authorities                map[string]Authority
	groups                     map[string]Group
	authorityNames, groupNames []string
}

func (c *checker) parseFile() *Operators {
	o := &Operators{byKey: map[string]int{}, byName: map[certified]int{}, authorities: map[string]bool{}}
	t := c.parseTables(o)
	if len(c.file.Operator) == 0 {
		c.AddFault("", "there is no operator; one begins with [[operator]]")
	}
	names := uniqueNames{c, "operator", map[string]string{}}
	for i, row := range c.file.Operator {
		path := "operator." + strconv.Itoa(i)
		names.check(path+".name", row.Name)
		operator := c.parseOperator(path, row, t)
		for _, key := range operator.Keys {
			o.byKey[ssh.FingerprintSHA256(key)] = i
		}
		for _, who := range operator.certified() {
			o.byName[who] = i
		}
		o.list = append(o.list, operator)
	}
	o.warnings = c.unusedWarnings()
	return o
}

func (c *checker) parseTables(o *Operators) tables {
	t := tables{authorities: c.parseAuthorities(o), groups: c.parseGroups(o)}
	for _, a := range c.file.Authority {
		t.authorityNames = append(t.authorityNames, a.Name)
	}
	for _, g := range c.file.Group {
		t.groupNames = append(t.groupNames, g.Name)
	}
	return t
}

func (c *checker) parseOperator(path string, row operatorTable, t tables) Operator {
	if len(row.Keys) == 0 && len(row.Principals) == 0 {
		c.AddFault(path, "has neither keys nor principals, so nobody can log in")
	}
	operator := Operator{
		Name: row.Name, Role: c.parseRole(path+".role", row.Role), Line: c.Line(path), Keys: c.parseKeys(path+".keys", row.Keys),
		Authority: c.parseAuthority(path, row, t), Principals: row.Principals, Expires: c.parseExpiry(path+".expires", row.Expires),
		Flows: c.parseFlows(path+".flows", row.Flows), Group: c.parseGroup(path+".group", row.Group, t),
	}
	c.checkPrincipals(path+".principals", operator)
	return operator
}

// uniqueNames checks the names of one kind of table.
type uniqueNames struct {
	*checker
	noun  string
	paths map[string]string
}

// check checks the shape of a name and that no other table has it.
func (u uniqueNames) check(path, name string) {
	if !operatorname.IsValid(name) {
		u.AddFault(path, "has to be "+operatorname.Rule)
		return
	}
	if first, ok := u.paths[name]; ok {
		u.AddFault(path, "the "+u.noun+" on line "+strconv.Itoa(u.Line(first))+" has this name already")
		return
	}
	u.paths[name] = path
}

func (c *checker) parseRole(path, word string) Role {
	switch role := Role(word); role {
	case "":
		return RoleOperator
	case RoleOperator, RoleLead:
		return role
	}
	c.AddFault(path, `has to be "operator" or "lead"`)
	return RoleOperator
}

// parseExpiry reads when an operator is no longer let in. A date is a whole day, to its
// end; its zone is UTC, because the hosts of a service can be in several.
func (c *checker) parseExpiry(path string, value any) time.Time {
	switch v := value.(type) {
	case nil:
		return time.Time{}
	case time.Time:
		return v
	case toml.LocalDate:
		return v.AsTime(time.UTC).AddDate(0, 0, 1)
	case toml.LocalDateTime:
		c.AddFault(path, "needs its time zone, as in 2027-01-31T18:00:00+01:00")
	default:
		c.AddFault(path, "has to be a date, 2027-01-31, or a time with its zone, 2027-01-31T18:00:00+01:00, without quotes")
	}
	return time.Time{}
}

func (c *checker) parseFlows(path string, names []string) []string {
	if names != nil && len(names) == 0 {
		c.AddFault(path, "is empty; leave it out to allow all flows")
	}
	listed := map[string]bool{}
	for i, name := range names {
		at := path + "." + strconv.Itoa(i)
		isRepeated := listed[name]
		listed[name] = true
		switch near, ok := tomlfile.Nearest(name, c.flowNames); {
		case isRepeated:
			c.AddFault(at, "this flow is in the list already")
		case slices.Contains(c.flowNames, name):
		case ok:
			c.AddFault(at, `there is no such flow; did you mean "`+near+`"?`)
		default:
			c.AddFault(at, "there is no such flow; dossier flows list names them")
		}
	}
	return names
}
