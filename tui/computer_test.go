package tui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"dossier/assets"
	"dossier/flows"
	"dossier/tui/settings"
	"dossier/tui/steps"
)

// computerWords name the computer that the program runs on as if its operator sat at it.
var computerWords = regexp.MustCompile(`(?i)\b(this|the local|your)\s+(computer|machine|host|pc|laptop)\b`)

// wizardSources are the packages whose texts a wizard shows, each with its allowed uses: the
// title has one for operators who sit there, and an inbox means theirs.
var wizardSources = map[string][]string{
	"../assets": nil, "../flows": nil, ".": {"title.go"}, "safe": nil, "keys": nil, "wizard": nil, "local": nil, "steps": {"inbox.go"},
}

// TestNoTextOfTheWizardNamesTheComputer proves that no text which a wizard can show says
// "this computer": over SSH that would be the operator's own. The title chooses.
func TestNoTextOfTheWizardNamesTheComputer(t *testing.T) {
	scanned := 0
	for root, allowed := range wizardSources {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && root == "." && path != "." || d.IsDir() && d.Name() == "testdata":
				return filepath.SkipDir
			case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
				return nil
			}
			for _, a := range allowed {
				if filepath.Base(path) == a {
					return nil
				}
			}
			scanned++
			return checkLiterals(t, path)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if scanned < 200 {
		t.Errorf("only %d files", scanned)
	}
}

// recordText is part of a receipt, which no wizard shows: it is about whichever computer
// sent the picture.
var recordText = assets.LeftThisMuch.String()

// checkLiterals reports the texts of a file that name the computer.
func checkLiterals(t *testing.T, path string) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, 0)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			if text, err := strconv.Unquote(literal.Value); err == nil && text != recordText && computerWords.MatchString(text) {
				t.Errorf("%s: %q", set.Position(literal.Pos()), text)
			}
		}
		return true
	})
	return nil
}

// TestNoScreenOfARemoteWizardSaysThisComputer walks through all screens, their help and the
// list of commands as an operator over SSH sees them.
func TestNoScreenOfARemoteWizardSaysThisComputer(t *testing.T) {
	for _, remote := range []settings.Remote{{SSH: true, Address: "203.0.113.7"}, {SSH: true}} {
		for _, s := range screens {
			m, _ := onReview(t, 120, 40)
			m.cfg.Remote = remote
			m, _ = m.showPlace(steps.Place{Stage: s.stage, Need: "selfie", Slot: flows.Slot{Need: "selfie"}})
			for _, overlay := range []string{"", "f1", "ctrl+p", "ctrl+c"} {
				shown := m
				if overlay != "" {
					shown, _ = pressKeys(t, m, overlay)
				}
				text := strings.Join(strings.Fields(ansi.Strip(shown.View().Content)), " ")
				if computerWords.MatchString(text) || !strings.Contains(text, "· ssh · anna") {
					t.Errorf("%v, %q:\n%s", s.stage, overlay, text)
				}
			}
		}
	}
}
