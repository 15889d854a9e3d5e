package assets

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
)

// claimWords are the words with which a text says what became of something that was
// sent.
var claimWords = regexp.MustCompile(`(?i)\b(sent|received|taken back|stopped)\b|\bleft this\b|before the end|complete picture`)

// claim is a string of a source that says something about sending.
type claim struct{ place, text string }

// claimsIn are the strings of one source that say something about sending. Import
// paths and tags of fields are no texts.
func claimsIn(t *testing.T, name string, source any) (found []claim) {
	t.Helper()
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, 0)
	if err != nil {
		t.Fatal(err)
	}
	tags := map[*ast.BasicLit]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Field:
			tags[n.Tag] = true
		case *ast.BasicLit:
			if n.Kind != token.STRING || tags[n] {
				return true
			}
			text, err := strconv.Unquote(n.Value)
			if err != nil {
				t.Fatal(err)
			}
			if claimWords.MatchString(text) {
				found = append(found, claim{set.Position(n.Pos()).String(), text})
			}
		}
		return true
	})
	return found
}

// sources are the Go files of the program outside this package, tests left out.
func sources(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "assets" || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".."):
			return fs.SkipDir
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			names = append(names, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestListX(t *testing.T) {
	for _, name := range sources(t) {
		for _, c := range claimsIn(t, name, nil) {
			t.Logf("%s: %q", c.place, c.text)
		}
	}
}
