package flows_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
)

// screenTexts are the texts that a screen may keep: none of them is a sentence.
var screenTexts = []string{"highlighted"}

// TestNoticesAreOfNow holds that no screen keeps a sentence about a state that passes: a
// notice is a fixed text, or is asked of the frame when it is drawn.
func TestNoticesAreOfNow(t *testing.T) {
	fixed, asked := 0, 0
	for _, u := range repository(t) {
		found := u.keptSentences(t)
		for _, v := range found.violations {
			t.Error(v)
		}
		fixed, asked = fixed+found.fixed, asked+found.asked
	}
	if fixed == 0 || asked == 0 {
		t.Errorf("%d fixed notices and %d that are asked: the rule looks past them", fixed, asked)
	}
}

// keptSentences is what a package does about notices.
type keptSentences struct {
	fixed, asked int
	violations   []string
}

func (pkg sourcePackage) keptSentences(t *testing.T) keptSentences {
	t.Helper()
	var k keptSentences
	if pkg.path != "tui" && !strings.HasPrefix(pkg.path, "tui/steps") {
		return k
	}
	set := token.NewFileSet()
	for name, text := range pkg.files {
		file, err := parser.ParseFile(set, pkg.path+"/"+name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				k.checkScreen(set, n)
			case *ast.CallExpr:
				k.checkNotice(set, n)
			case *ast.AssignStmt:
				k.checkAssignment(set, n)
			}
			return true
		})
	}
	return k
}

func (k *keptSentences) add(set *token.FileSet, n ast.Node, format string, args ...any) {
	k.violations = append(k.violations, set.Position(n.Pos()).String()+": "+fmt.Sprintf(format, args...))
}

// checkScreen finds texts in a screen that are not known to be no sentences.
func (k *keptSentences) checkScreen(set *token.FileSet, spec *ast.TypeSpec) {
	body, ok := spec.Type.(*ast.StructType)
	if !ok || spec.Name.Name != "Screen" {
		return
	}
	for _, field := range body.Fields.List {
		if id, ok := field.Type.(*ast.Ident); !ok || id.Name != "string" {
			continue
		}
		for _, name := range field.Names {
			if !slices.Contains(screenTexts, name.Name) {
				k.add(set, field, "the screen keeps the text %s: make it a steps.Notice", name.Name)
			}
		}
	}
}

// checkNotice finds a fixed text that ends in an ellipsis, and an asked one that ignores the
// frame.
func (k *keptSentences) checkNotice(set *token.FileSet, call *ast.CallExpr) {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) != 1 {
		return
	}
	switch selector.Sel.Name {
	case "FixedNotice":
		k.fixed++
		if isLiteral := holdsText(call.Args[0], ""); !isLiteral || endsInEllipsis(call.Args[0]) {
			k.add(set, call, "a fixed notice is a finished sentence, written where it is given")
		}
	case "NoticeOf", "While":
		k.asked++
		if f, ok := call.Args[0].(*ast.FuncLit); ok && !usesParameter(f) {
			k.add(set, call, "%s does not ask the frame", selector.Sel.Name)
		}
	}
}

// checkAssignment finds what goes on for a moment, kept in a field.
func (k *keptSentences) checkAssignment(set *token.FileSet, s *ast.AssignStmt) {
	for i, to := range s.Lhs {
		_, isField := to.(*ast.SelectorExpr)
		if isField && i < len(s.Rhs) && endsInEllipsis(s.Rhs[i]) {
			k.add(set, s, "what still goes on is kept in a field")
		}
	}
}

func endsInEllipsis(e ast.Expr) bool { return holdsText(e, `…"`) || holdsText(e, "…`") }

// holdsText reports whether an expression has a literal text with that end.
func holdsText(e ast.Expr, end string) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		found = found || ok && lit.Kind == token.STRING && strings.HasSuffix(lit.Value, end)
		return !found
	})
	return found
}

// usesParameter reports whether a function with one parameter reads it.
func usesParameter(f *ast.FuncLit) bool {
	params := f.Type.Params.List
	if len(params) != 1 || len(params[0].Names) != 1 {
		return false
	}
	used := false
	ast.Inspect(f.Body, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		used = used || ok && id.Name == params[0].Names[0].Name
		return !used
	})
	return used
}

// TestKeptSentencesAreCaught breaks the rule in each way once.
func TestKeptSentencesAreCaught(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		bad  bool
	}{
		"a kept sentence":      {"type Screen struct { notice string }", true},
		"by another name":      {"type Screen struct { a, said string }", true},
		"no sentence":          {"type Screen struct { highlighted string; notice steps.Notice }", false},
		"an unfinished notice": {`func f() { s.notice = steps.FixedNotice("Still reading…") }`, true},
		"a constant elsewhere": {"func f() { s.notice = steps.FixedNotice(reading) }", true},
		"a finished one":       {`func f() { s.notice = steps.FixedNotice("Not used.") }`, false},
		"a captured text":      {"func f() { s.notice = steps.NoticeOf(func(steps.Frame) string { return why }) }", true},
		"an unused frame":      {"func f() { s.notice = steps.NoticeOf(func(f steps.Frame) string { return why }) }", true},
		"an idle condition":    {`func f() { n.While(func(f steps.Frame) bool { return true }) }`, true},
		"an asked text":        {"func f() { s.notice = steps.NoticeOf(func(f steps.Frame) string { return why(f) }) }", false},
		"a kept progress":      {`func f() { s.progress = strings.ToLower("Sending…") }`, true},
		"a local progress":     {`func f() { progress := "sending…" }`, false},
	} {
		found := source("tui/steps/x", "package x\n"+c.body+"\n").keptSentences(t)
		if (len(found.violations) > 0) != c.bad {
			t.Errorf("%s: %q", name, found.violations)
		}
	}
}
