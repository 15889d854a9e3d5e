package cli_test

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"dossier/tui/cli"
	"dossier/tui/cli/record"
	"dossier/tui/cli/serve"
	"dossier/tui/cli/upload"
)

// The longest line of a help page, and of a command in the list of commands.
const (
	maxHelpLine  = 104
	maxShortText = 72
)

// commandGroups are the commands of the other packages.
func commandGroups() []cli.CommandGroup {
	return []cli.CommandGroup{upload.Commands, record.Commands, serve.Commands(nil)}
}

// TestEveryCommandIsDescribedAlike proves that every command has a short text, an
// example that begins with the command itself, and a next command or a reason to
// decide by itself.
func TestEveryCommandIsDescribedAlike(t *testing.T) {
	root := cli.NewRootCommand(cli.Env{}, cli.Starters{}, commandGroups())
	visit(root, func(c *cobra.Command) {
		name := c.CommandPath()
		if c.Short == "" || len(c.Short) > maxShortText || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: the short text is %q", name, c.Short)
		}
		for _, l := range strings.Split(c.Long+"\n"+c.Example, "\n") {
			if len([]rune(l)) > maxHelpLine && !strings.Contains(l, "://") && !strings.Contains(l, "--applicant") {
				t.Errorf("%s: a line of %d columns: %s", name, len([]rune(l)), l)
			}
		}
		if !c.Runnable() {
			return // a topic
		}
		if !strings.HasPrefix(c.Example, "  "+name) {
			t.Errorf("%s: the example is %q", name, c.Example)
		}
		if _, ok := c.Annotations["next"]; !ok && !c.HasSubCommands() {
			t.Errorf("%s: no next command", name)
		}
	})
}

// TestTheNextCommandFitsOnALine: the line that a command ends with is not broken in a window
// of 80 columns.
func TestTheNextCommandFitsOnALine(t *testing.T) {
	visit(cli.NewRootCommand(cli.Env{}, cli.Starters{}, commandGroups()), func(c *cobra.Command) {
		if line := "next: " + c.Annotations["next"]; len(line) > 80 {
			t.Errorf("%s: %d signs: %s", c.CommandPath(), len(line), line)
		}
	})
}

// TestEveryFlagNamesItsValue proves that the help names what a flag takes in a word of its
// own, and never by a type of the language or as a value of a switch.
func TestEveryFlagNamesItsValue(t *testing.T) {
	visit(cli.NewRootCommand(cli.Env{}, cli.Starters{}, commandGroups()), func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			name, _ := pflag.UnquoteUsage(f)
			if isSwitch := f.Value.Type() == "bool"; isSwitch != (name == "") || name != strings.ToUpper(name) {
				t.Errorf("%s --%s takes %q", c.CommandPath(), f.Name, name)
			}
		})
		if usages := c.Flags().FlagUsages(); strings.Contains(usages, "[=") {
			t.Errorf("%s: a switch takes a value:\n%s", c.CommandPath(), usages)
		}
	})
}

// TestFlagsBoundTheirNumbers proves that no flag for a number or a duration takes a
// negative or an absurd one.
func TestFlagsBoundTheirNumbers(t *testing.T) {
	numbers := 0
	visit(cli.NewRootCommand(cli.Env{}, cli.Starters{}, commandGroups()), func(c *cobra.Command) {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			switch f.Value.Type() {
			case "bool", "string", "stringArray", "when", "name":
				return
			}
			numbers++
			for _, absurd := range []string{"-5s", "-5", "9999h", "999999999999"} {
				if f.Value.Set(absurd) == nil {
					t.Errorf("%s --%s takes %s", c.CommandPath(), f.Name, absurd)
				}
			}
		})
	})
	if numbers < 3 {
		t.Errorf("%d flags for numbers were tried", numbers)
	}
}

func visit(c *cobra.Command, look func(*cobra.Command)) {
	look(c)
	for _, child := range c.Commands() {
		visit(child, look)
	}
}

// TestSuggest proves which slips are recognised, and that a short word needs more
// likeness than a long one.
func TestSuggest(t *testing.T) {
	words := []string{"upload", "audit", "receipt", "flows", "demo"}
	for typed, want := range map[string]string{
		"uplaod": "upload", "uplod": "upload", "UPLOAD": "upload", "recipt": "receipt", "aud": "audit", "fows": "flows", "dmeo": "",
		"": "", "anna": "", "meier": "", "token-nobody-may-see": "", "up": "upload", "demo1": "demo", "ann": "",
	} {
		if got := strings.Join(cli.Suggest(typed, words), ","); got != want {
			t.Errorf("%q: %q, want %q", typed, got, want)
		}
	}
}
