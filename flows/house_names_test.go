package flows_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// Limits of what a reader must remember. A reader guesses "verb and object", so
// a function with a bare word for a name must be the exception; and a reader
// of the desk must be able to read it in one sitting.
const (
	maxOneWordShare = 20 // per cent of the unexported functions and methods
	maxDeskMethods  = 45
)

// TestNamesSayWhatTheyDo holds the share of one-word names, and that no
// function is named after a builtin or keyword of the language. With -v it
// prints the figures of each package.
func TestNamesSayWhatTheyDo(t *testing.T) {
	total, oneWord := 0, 0
	places := map[string][]string{}
	for _, u := range repository(t) {
		all, short := 0, 0
		for _, name := range u.functionNames(t) {
			places[name] = append(places[name], u.path)
			if types.Universe.Lookup(name) != nil || token.IsKeyword(name) {
				t.Errorf("%s: a function is named %s, which the language uses itself", u.path, name)
			}
			if token.IsExported(name) || name == "main" {
				continue
			}
			all++
			if isOneWord(name) {
				short++
			}
		}
		total, oneWord = total+all, oneWord+short
		t.Logf("%-28s %3d files %5d lines, %3d unexported functions, %3d of one word", u.path, len(u.files), u.lines(), all, short)
	}
	shared, functions := 0, 0
	for name, at := range places {
		if !token.IsExported(name) {
			functions += len(at)
			if len(at) > 1 {
				shared += len(at)
			}
		}
	}
	t.Logf("one-word names: %d of %d (%d %%); names that two or more functions share: %d of %d", oneWord, total, 100*oneWord/total, shared, functions)
	if 100*oneWord >= maxOneWordShare*total {
		t.Errorf("%d of %d unexported functions have a one-word name, at most %d %%", oneWord, total, maxOneWordShare)
	}
}

// isBuiltinDeclared reports whether an identifier gives a name of the language to something
// else: a reader would take it for the builtin.
func isBuiltinDeclared(id *ast.Ident) bool {
	return types.Universe.Lookup(id.Name) != nil && id.Obj != nil && id.Obj.Pos() == id.Pos()
}

func isOneWord(name string) bool { return !strings.ContainsFunc(name, unicode.IsUpper) }

func (pkg sourcePackage) lines() int {
	n := 0
	for _, text := range pkg.files {
		n += strings.Count(text, "\n")
	}
	return n
}

// functionNames lists the functions and methods of a package.
func (pkg sourcePackage) functionNames(t *testing.T) []string {
	t.Helper()
	var names []string
	for name, text := range pkg.files {
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			t.Logf("%s is not readable yet: %v", name, err)
			continue
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				names = append(names, f.Name.Name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// TestTheDeskStaysSmall counts the methods and fields of desk.Desk: what can be
// a part of its own does not belong there.
func TestTheDeskStaysSmall(t *testing.T) {
	methods, fields := 0, 0
	for _, u := range repository(t) {
		if u.path != "flows/desk" {
			continue
		}
		for name, text := range u.files {
			file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncDecl:
					if n.Recv != nil && typeName(n.Recv.List[0].Type) == "Desk" {
						methods++
					}
				case *ast.TypeSpec:
					if s, ok := n.Type.(*ast.StructType); ok && n.Name.Name == "Desk" {
						fields = s.Fields.NumFields()
					}
				}
				return true
			})
		}
	}
	t.Logf("desk.Desk: %d methods, %d fields", methods, fields)
	if methods == 0 || methods >= maxDeskMethods {
		t.Errorf("desk.Desk has %d methods, fewer than %d wanted", methods, maxDeskMethods)
	}
}

// typeName is T in T and *T.
func typeName(e ast.Expr) string {
	if star, ok := e.(*ast.StarExpr); ok {
		e = star.X
	}
	if id, ok := e.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}
