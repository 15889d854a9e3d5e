package scope_test

import (
	"strings"
	"testing"

	"dossier/flows/scope"
)

func group(names ...string) func() []string { return func() []string { return names } }

// TestWhoMayLookIntoWhat is the whole rule, a row for each kind of operator and dossier.
func TestWhoMayLookIntoWhat(t *testing.T) {
	for name, c := range map[string]struct {
		scope        scope.Scope
		operators    string
		held, listed bool
		want         scope.Access
	}{
		"alone at a computer":               {scope.Scope{}, "lars", false, true, scope.MayWork},
		"a new dossier":                     {scope.Scope{Operator: "maya"}, "", false, false, scope.MayWork},
		"own work":                          {scope.Scope{Operator: "maya"}, "maya", false, true, scope.MayWork},
		"own work, now a colleague's":       {scope.Scope{Operator: "maya"}, "maya lars", true, true, scope.MayWork},
		"a colleague's, free":               {scope.Scope{Operator: "maya"}, "lars", false, false, scope.NeedsReason},
		"a colleague's, open":               {scope.Scope{Operator: "maya"}, "lars", true, false, scope.MayWatch},
		"a lead, a colleague's, free":       {scope.Scope{Operator: "maya", IsLead: true}, "lars", false, true, scope.MayLook},
		"a lead, a colleague's, open":       {scope.Scope{Operator: "maya", IsLead: true}, "lars", true, true, scope.MayLook},
		"a lead's own":                      {scope.Scope{Operator: "maya", IsLead: true}, "maya", false, true, scope.MayWork},
		"another group's, open":             {scope.Scope{Operator: "maya", Group: group("maya", "eva")}, "lars", true, false, scope.Nothing},
		"another group's, for a lead":       {scope.Scope{Operator: "maya", IsLead: true, Group: group("maya")}, "lars", true, false, scope.Nothing},
		"the same group's":                  {scope.Scope{Operator: "maya", Group: group("maya", "lars")}, "lars", true, false, scope.MayWatch},
		"the same group's, for a lead":      {scope.Scope{Operator: "maya", IsLead: true, Group: group("maya", "lars")}, "lars", false, true, scope.MayLook},
		"a name that is a part of another":  {scope.Scope{Operator: "may"}, "maya", true, false, scope.MayWatch},
		"somebody without any group's name": {scope.Scope{Operator: "maya", Group: func() []string { return []string{} }}, "lars", false, false, scope.Nothing},
		"one account for all":               {scope.Scope{Operator: "maya", Group: func() []string { return nil }}, "lars", true, false, scope.MayWatch},
	} {
		operators := strings.Fields(c.operators)
		if got := c.scope.Access(operators, c.held); got != c.want {
			t.Errorf("%s: access %d, want %d", name, got, c.want)
		}
		if got := c.scope.Lists(operators); got != c.listed {
			t.Errorf("%s: listed %v", name, got)
		}
		if c.scope.IsLimited() && c.scope.Own().Lists(operators) != strings.Contains(" "+c.operators+" ", " "+c.scope.Operator+" ") {
			t.Errorf("%s: the own scope lists what is not the operator's", name)
		}
	}
}

// TestARefusalNamesNobody: its text may reach a log.
func TestARefusalNamesNobody(t *testing.T) {
	for _, access := range []scope.Access{scope.NeedsReason, scope.Nothing} {
		if text := (&scope.Refusal{Access: access, Holder: "lars"}).Error(); strings.Contains(text, "lars") || text == "" {
			t.Errorf("%q", text)
		}
	}
}
