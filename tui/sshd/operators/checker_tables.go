package operators

import (
	"path/filepath"
	"strconv"

	"golang.org/x/crypto/ssh"

	"dossier/flows/operatorname"
	"dossier/flows/tomlfile"
)

// parseAuthorities reads the authorities by name.
func (c *checker) parseAuthorities(o *Operators) map[string]Authority {
	read := map[string]Authority{}
	names := uniqueNames{c, "authority", map[string]string{}}
	for i, t := range c.file.Authority {
		path := "authority." + strconv.Itoa(i)
		names.check(path+".name", t.Name)
		a := Authority{Name: t.Name}
		if t.Key == "" {
			c.AddFault(path+".key", "is missing; it is the line of the authority's .pub file")
		} else if key, ok := c.parseKey(path+".key", t.Key); ok {
			a.Key = key
			o.authorities[ssh.FingerprintSHA256(key)] = true
		}
		read[t.Name] = a
	}
	return read
}

// parseAuthority finds whose certificates name an operator. Without a name it is the only
// authority there is.
func (c *checker) parseAuthority(path string, row operatorTable, t tables) Authority {
	found, ok := t.authorities[row.Authority]
	switch {
	case len(row.Principals) == 0 && row.Authority != "":
		c.AddFault(path+".authority", "needs principals: the names in its certificates")
	case len(row.Principals) == 0:
	case len(t.authorities) == 0:
		c.AddFault(path+".principals", "needs an authority; one begins with [[authority]]")
	case ok:
		return found
	case row.Authority != "":
		c.addUnknownName(path+".authority", "authority", row.Authority, t.authorityNames)
	case len(t.authorities) > 1:
		c.AddFault(path+".principals", `there are several authorities; say which with authority = "NAME"`)
	default:
		for _, only := range t.authorities {
			return only
		}
	}
	return Authority{}
}

func (c *checker) parseGroups(o *Operators) map[string]Group {
	read := map[string]Group{}
	names := uniqueNames{c, "group", map[string]string{}}
	for i, t := range c.file.Group {
		path := "group." + strconv.Itoa(i)
		names.check(path+".name", t.Name)
		switch {
		case t.TokenFile == "":
			c.AddFault(path+".token_file", "is missing; it is the file with the token of the group's service account")
		case !filepath.IsAbs(t.TokenFile):
			c.AddFault(path+".token_file", "has to be an absolute path")
		}
		g := Group(t)
		read[t.Name] = g
		o.groups, o.groupLines = append(o.groups, g), append(o.groupLines, c.Line(path))
	}
	return read
}

func (c *checker) parseGroup(path, name string, t tables) Group {
	found, ok := t.groups[name]
	if name != "" && !ok {
		c.addUnknownName(path, "group", name, t.groupNames)
	}
	return found
}

// addUnknownName notes that a name is that of no table of the file.
func (c *checker) addUnknownName(path, noun, name string, names []string) {
	if near, ok := tomlfile.Nearest(name, names); ok && operatorname.IsValid(near) {
		c.AddFault(path, "there is no such "+noun+`; did you mean "`+near+`"?`)
		return
	}
	c.AddFault(path, "there is no such "+noun+"; one begins with [["+noun+"]]")
}

// unusedWarnings names authorities and groups that no operator uses.
func (c *checker) unusedWarnings() []Warning {
	var list []Warning
	authorities, groups := map[string]bool{}, map[string]bool{}
	for _, t := range c.file.Operator {
		authorities[t.Authority] = authorities[t.Authority] || len(t.Principals) > 0
		groups[t.Group] = true
	}
	for i, a := range c.file.Authority {
		if !authorities[a.Name] && !authorities[""] { // without a name, it is the only authority
			list = append(list, Warning{c.Line("authority." + strconv.Itoa(i)), "no operator has principals of authority " + a.Name})
		}
	}
	for i, g := range c.file.Group {
		if !groups[g.Name] {
			list = append(list, Warning{c.Line("group." + strconv.Itoa(i)), "no operator is in group " + g.Name})
		}
	}
	return list
}
