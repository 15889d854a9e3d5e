package flows_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// allowed says which packages of this module a package may import. Data runs
// one way, and flows imports no package that uses it. A package that is
// not listed here has no place yet: give it one.
var allowed = map[string][]string{
	"":                     {"*"},
	"assets":               {"flows", "flows/chain", "flows/decision", "flows/applicantid", "flows/foreign", "flows/inbox", "flows/notice", "flows/rejection", "flows/startlist"},
	"assets/deployment":    {},
	"assets/sample":        {},
	"flows":                {"flows/foreign", "flows/rejection"},
	"flows/applicantid":    {"flows", "flows/foreign"},
	"flows/audit":          {"assets", "flows", "flows/decision", "flows/foreign", "flows/rejection", "flows/chain", "flows/journal"},
	"flows/chain":          {"flows", "flows/foreign"},
	"flows/decision":       {"flows", "flows/foreign"},
	"flows/desk":           {"flows", "flows/chain", "flows/foreign", "flows/journal", "flows/journal/process", "flows/notice", "flows/presence", "flows/scope", "personr", "flows/startlist"},
	"flows/flowfile":       {"flows", "flows/foreign", "flows/tomlfile", "assets"},
	"flows/foreign":        {},
	"flows/intake":         {"assets", "flows", "flows/foreign", "flows/intake/mrz", "flows/intake/ocrb", "flows/intake/pdf", "flows/intake/picture", "flows/intake/quoting"},
	"flows/intake/mrz":     {},
	"flows/intake/ocrb":    {"flows/intake/mrz"},
	"flows/intake/pdf":     {},
	"flows/intake/picture": {},
	"flows/intake/quoting": {},
	// One package for both engines on purpose: an engine in a package of its own
	// would need Journal, its transactions and its errors, and Journal opens the
	// engines, so their imports would form a circle.
	"flows/journal":             {"flows", "flows/foreign", "flows/chain", "flows/journal/filesystem", "flows/journal/pgclean", "flows/journal/pglisten", "flows/journal/process", "flows/journal/sqlitefiles", "flows/journal/tcptimeout", "flows/journal/watchers", "flows/safefile"},
	"flows/inbox":               {"flows", "flows/foreign", "flows/inbox/lockedmem"},
	"flows/inbox/lockedmem":     {},
	"flows/journal/disktest":    {},
	"flows/journal/filesystem":  {"flows/safefile"},
	"flows/journal/journaltest": {"flows", "flows/foreign", "flows/chain", "flows/journal", "flows/journal/tempdir"},
	"flows/journal/pgclean":     {},
	"flows/journal/pgfiles":     {"flows/safefile"},
	"flows/journal/pglisten":    {"flows", "flows/journal/watchers"},
	"flows/journal/process":     {"flows/safefile"},
	"flows/journal/racetest":    {},
	"flows/journal/servertest":  {"flows/journal/tempdir"},
	"flows/journal/sqlitefiles": {},
	"flows/journal/tcptimeout":  {},
	"flows/journal/tempdir":     {},
	"flows/journal/watchers":    {"flows"},
	"flows/notice":              {"flows", "flows/chain"},
	"flows/operatorname":        {},
	"flows/presence":            {"flows", "flows/journal", "flows/journal/process"},
	"flows/rejection":           {"flows/foreign"},
	"flows/safefile":            {},
	"flows/scope":               {},
	"flows/startlist":           {"flows", "flows/scope"},
	"flows/tomlfile":            {"assets"},
	"personr":                   {"flows/foreign", "personr/edge"},
	"personr/edge":              {},
	"personr/sandbox":           {},
	"tui":                       {"assets", "flows", "flows/foreign", "flows/desk", "flows/notice", "flows/scope", "tui/keys", "tui/plain", "tui/safe", "tui/settings", "tui/steps", "tui/steps/applicant", "tui/steps/board", "tui/steps/documents", "tui/steps/files", "tui/steps/palette", "tui/steps/result", "tui/steps/review", "tui/theme", "flows/startlist"},
	"tui/cli":                   {"assets", "flows", "flows/applicantid", "flows/chain", "flows/desk", "flows/flowfile", "flows/intake", "flows/journal", "flows/journal/pgfiles", "flows/journal/sqlitefiles", "flows/operatorname", "flows/presence", "flows/safefile", "flows/scope", "flows/startlist", "personr", "tui/cli/xdg", "tui/safe", "tui/settings"},
	"tui/cli/record":            {"assets", "flows", "flows/decision", "flows/foreign", "flows/audit", "flows/chain", "flows/desk", "flows/journal", "flows/journal/process", "flows/safefile", "personr", "tui/cli", "tui/safe", "flows/startlist", "flows/inbox"},
	"tui/cli/serve":             {"assets/deployment", "flows", "flows/safefile", "tui/cli", "tui/cli/xdg", "tui/safe", "tui/sshd/balancer", "tui/sshd/operators"},
	"tui/cli/upload":            {"assets", "flows", "flows/foreign", "flows/audit", "flows/desk", "flows/intake", "tui/cli", "tui/safe"},
	"tui/cli/xdg":               {"flows/safefile"},
	"tui/demo":                  {"assets", "assets/sample", "flows", "flows/chain", "flows/desk", "flows/flowfile", "flows/intake", "flows/journal", "personr", "personr/sandbox", "tui/cli", "tui/local", "tui/settings", "tui/tempfolder"},
	"tui/e2e":                   {"*"}, // tests only
	"tui/inboxfolder":           {"flows/foreign", "flows/inbox", "flows/journal/filesystem", "flows/safefile", "tui/tempfolder"},
	"tui/input":                 {}, // it filters bytes and knows nothing of what they mean to the wizard
	"tui/keys":                  {},
	"tui/local":                 {"assets", "flows", "flows/foreign", "flows/desk", "flows/intake", "flows/intake/quoting", "tui", "tui/inboxfolder", "tui/input", "tui/recovery", "tui/safe", "tui/scpline", "tui/settings", "tui/steps", "tui/wizard"},
	"tui/plain":                 {"assets", "flows", "flows/foreign", "flows/desk", "tui/safe"},
	"tui/recovery":              {}, // it runs in a process of its own and knows nothing of the wizard
	"tui/safe":                  {"flows", "flows/foreign"},
	"tui/safe/hostile":          {},
	"tui/scpline":               {"flows/intake/quoting"},
	"tui/settings":              {"flows", "flows/intake"},
	"tui/sshd":                  {"assets", "flows", "flows/inbox", "flows/intake/quoting", "flows/foreign", "flows/desk", "flows/intake", "tui", "tui/input", "tui/safe", "tui/scpline", "tui/settings", "tui/steps", "tui/wizard", "tui/sshd/interrupted", "tui/sshd/keyboard", "tui/sshd/lock", "tui/sshd/metrics", "tui/sshd/operators", "tui/sshd/scp", "tui/sshd/screen", "tui/sshd/sftpfiles"},
	"tui/sshd/balancer":         {},
	"tui/sshd/interrupted":      {"tui/settings"},
	"tui/sshd/keyboard":         {},
	"tui/sshd/lock":             {"tui/safe", "tui/steps", "tui/theme"},
	"tui/sshd/metrics":          {"flows", "flows/journal"},
	"tui/sshd/operators":        {"assets", "flows/operatorname", "flows/safefile", "flows/scope", "flows/tomlfile"},
	"tui/sshd/scp":              {"assets", "flows/foreign", "flows/inbox", "tui/safe"},
	"tui/sshd/screen":           {},
	"tui/sshd/sftpfiles":        {"assets", "flows/foreign", "flows/inbox", "tui/safe"},
	"tui/sshd/sshtest":          {},
	"tui/steps":                 {"assets", "flows", "flows/decision", "flows/foreign", "flows/scope", "tui/keys", "tui/safe", "tui/theme"},
	"tui/steps/applicant":       {"assets", "flows", "flows/applicantid", "flows/foreign", "tui/keys", "tui/safe", "tui/steps", "tui/theme", "flows/startlist"},
	"tui/steps/board":           {"assets", "flows", "flows/startlist", "tui/keys", "tui/safe", "tui/steps"},
	"tui/steps/documents":       {"assets", "flows", "flows/foreign", "tui/keys", "tui/safe", "tui/steps", "tui/theme"},
	"tui/steps/files":           {"assets", "flows", "flows/foreign", "tui/keys", "tui/safe", "tui/steps", "tui/theme"},
	"tui/steps/palette":         {"tui/keys", "tui/steps"},
	"tui/steps/result":          {"assets", "flows", "flows/decision", "flows/foreign", "flows/rejection", "tui/keys", "tui/safe", "tui/steps", "tui/theme"},
	"tui/steps/review":          {"assets", "flows", "flows/decision", "flows/foreign", "tui/keys", "tui/safe", "tui/steps", "tui/theme"},
	"tui/steps/stepstest":       {"flows", "flows/foreign", "tui/keys", "tui/safe", "tui/steps", "tui/theme"},
	"tui/tempfolder":            {"flows/journal/filesystem", "flows/safefile"},
	"tui/theme":                 {},
	"tui/wizard":                {"assets", "flows", "flows/desk", "flows/intake", "flows/rejection", "tui", "tui/settings", "tui/steps", "flows/startlist", "tui/safe", "tui/steps/board"},
	"tui/transfer":              {"flows/inbox", "flows/intake", "tui/inboxfolder", "tui/settings", "tui/sshd/scp", "tui/sshd/sftpfiles"},
	"tui/tuitest":               {"tui/safe"},
}

// pure is all of the standard library that package flows may import.
var pure = []string{
	"bytes", "cmp", "encoding/hex", "encoding/json", "errors", "fmt", "maps", "reflect", "slices", "strconv", "strings", "time", "unique",
}

// openers are the packages that may open a file by its path; recovery opens the null
// device, and inboxfolder what is below a folder of its own.
var openers = []string{"flows/safefile", "flows/intake", "tui/inboxfolder", "flows/journal/servertest", "flows/journal/disktest", "tui/recovery"}

// only lists who may use what: outside these packages foreign text stays
// closed and the process's surroundings are arguments.
var only = []struct {
	path  string
	names []string
	by    []string
}{
	{"dossier/flows/foreign", []string{"Reveal"}, []string{"flows", "flows/rejection", "tui/safe", "tui/cli/upload", "tui/sshd/sftpfiles"}},
	{"os", []string{"Getenv", "LookupEnv", "Environ", "Stdin", "Stdout", "Stderr"}, []string{"", "tui/cli", "flows/journal/servertest", "tui/sshd/sshtest"}},
	// A named file can be a pipe, a device or without an end: safefile opens it, and
	// intake opens pictures. The others are for tests.
	{"os", []string{"Open", "OpenFile", "Create", "ReadFile", "OpenRoot", "OpenInRoot", "DirFS"}, openers},
	{"os", []string{"WriteFile"}, []string{"flows/journal/servertest", "flows/journal/disktest", "flows/journal/journaltest", "tui/demo", "tui/sshd/sshtest"}}, // into a new folder of their own
	{"syscall", []string{"Open", "Openat"}, openers},
	{"golang.org/x/sys/unix", []string{"Open", "Openat", "Openat2"}, openers},
	{"io/ioutil", []string{"ReadFile", "WriteFile"}, nil},
}

// clocks are what reads or waits for the time; flows takes times as values.
var clocks = []string{"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTicker", "NewTimer"}

// Limits in lines. longTables are functions that hold one flat table and
// nothing else, as "package.Function".
//
// A package of more than about 1,500 lines is large. Those that are larger hold
// one idea each whose parts need one another's unexported names: the journal with
// both its engines, the rules of a dossier, the desk, the client, its sandbox, the
// model of the wizard, the checks of a file, and the tables. Split, each would
// export what only its other half uses. maxPackage is just above the largest, so
// that growth is noticed.
const (
	maxFile     = 400
	maxFunction = 60
	maxPackage  = 3300
)

var longTables = []string{}

// sourcePackage is one package with its sources, tests left out.
type sourcePackage struct {
	path    string // below the module, "" for main
	imports []string
	files   map[string]string // name to text
}

func TestArchitectureRules(t *testing.T) {
	for _, v := range violations(t, repository(t)) {
		t.Error(v)
	}
}

// repository reads the packages there are, broken ones too.
func repository(t *testing.T) []sourcePackage {
	t.Helper()
	list := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,Dir,Imports,GoFiles,IgnoredGoFiles", "./...")
	list.Dir = ".." // the module
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	var units []sourcePackage
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath, Dir                  string
			Imports, GoFiles, IgnoredGoFiles []string
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return units
		} else if err != nil {
			t.Fatal(err)
		}
		u := sourcePackage{strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, "dossier"), "/"), p.Imports, map[string]string{}}
		for _, name := range slices.Concat(p.GoFiles, p.IgnoredGoFiles) {
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(name, "_test.go") {
				u.files[name] = string(text)
			}
		}
		units = append(units, u)
	}
}

func violations(t *testing.T, units []sourcePackage) []string {
	t.Helper()
	var list []string
	for _, u := range units {
		list = append(list, u.wrongImports()...)
		list = append(list, u.tooLong()...)
		set := token.NewFileSet()
		var files []*ast.File
		for name, text := range u.files {
			file, err := parser.ParseFile(set, "./"+filepath.Join(u.path, name), text, 0)
			if err != nil {
				t.Logf("%s is not readable yet: %v", name, err)
				continue
			}
			files = append(files, file)
			list = append(list, u.inFile(set, file)...)
		}
		list = append(list, changedVariables(set, files)...)
	}
	slices.Sort(list)
	return list
}

func (pkg sourcePackage) wrongImports() []string {
	may, known := allowed[pkg.path]
	if !known {
		return []string{pkg.path + ": a package without a place in the table"}
	}
	var list []string
	for _, path := range pkg.imports {
		ours, inside := strings.CutPrefix(path, "dossier/")
		switch {
		case inside && !slices.Contains(may, ours) && !slices.Contains(may, "*"):
			list = append(list, fmt.Sprintf("%s must not import %s", pkg.path, path))
		case !inside && pkg.path == "flows" && !slices.Contains(pure, path):
			list = append(list, fmt.Sprintf("flows must stay pure and not import %s", path))
		}
	}
	return list
}

// tooLong counts the lines of all files of the package.
func (pkg sourcePackage) tooLong() []string {
	n := 0
	for _, text := range pkg.files {
		n += strings.Count(text, "\n")
	}
	if n > maxPackage {
		return []string{fmt.Sprintf("%s: %d lines in a package, at most %d", pkg.path, n, maxPackage)}
	}
	return nil
}

// inFile checks what one file holds: names, lengths, init.
func (pkg sourcePackage) inFile(set *token.FileSet, file *ast.File) []string {
	var list []string
	at := func(p token.Pos, format string, args ...any) {
		list = append(list, set.Position(p).String()+": "+fmt.Sprintf(format, args...))
	}
	if n := set.Position(file.End()).Line; n > maxFile {
		at(file.Package, "%d lines in a file, at most %d", n, maxFile)
	}
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if f.Recv == nil && f.Name.Name == "init" {
			at(f.Pos(), "nothing happens at init")
		}
		n := set.Position(f.End()).Line - set.Position(f.Pos()).Line + 1
		if n > maxFunction && !slices.Contains(longTables, pkg.path+"."+f.Name.Name) {
			at(f.Pos(), "%s has %d lines, at most %d", f.Name.Name, n, maxFunction)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if path, name := selected(file, n); pkg.mustNotUse(path, name) {
				at(n.Pos(), "%s.%s does not belong here", path, name)
			}
		case *ast.Ident:
			if isBuiltinDeclared(n) {
				at(n.Pos(), "%s is a name of the language", n.Name)
			}
		}
		return true
	})
	for _, i := range file.Imports {
		if i.Name != nil && i.Name.Name == "." {
			at(i.Pos(), "a dot import hides what is used")
		}
	}
	return list
}

func (pkg sourcePackage) mustNotUse(path, name string) bool {
	if pkg.path == "flows" && path == "time" && slices.Contains(clocks, name) {
		return true
	}
	for _, o := range only {
		if o.path == path && slices.Contains(o.names, name) && !slices.Contains(o.by, pkg.path) {
			return true
		}
	}
	return false
}

// selected resolves pkg.Name to the import path of pkg; both are empty when s
// selects from a value.
func selected(file *ast.File, s *ast.SelectorExpr) (path, name string) {
	x, ok := s.X.(*ast.Ident)
	if !ok || x.Obj != nil {
		return "", ""
	}
	for _, i := range file.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue
		}
		local := path[strings.LastIndex(path, "/")+1:]
		if i.Name != nil {
			local = i.Name.Name
		}
		if local == x.Name {
			return path, s.Sel.Name
		}
	}
	return "", ""
}

// changedVariables finds package variables that are no errors and no tables
// for good: without a value, or assigned to. It knows names, not types, so a
// change through a pointer or a method escapes it.
func changedVariables(set *token.FileSet, files []*ast.File) []string {
	var list []string
	vars := map[string]bool{}
	for _, file := range files {
		for _, v := range packageVars(file) {
			for _, name := range v.Names {
				vars[name.Name] = name.Name != "_"
				if len(v.Values) == 0 && !embeds(file) {
					list = append(list, fmt.Sprintf("%s: %s waits for a value", set.Position(v.Pos()), name.Name))
				}
			}
		}
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			for _, target := range targets(n) {
				if id := root(target); id != nil && vars[id.Name] && global(file, id) {
					list = append(list, fmt.Sprintf("%s: the package variable %s is changed", set.Position(id.Pos()), id.Name))
				}
			}
			return true
		})
	}
	return list
}

func packageVars(file *ast.File) []*ast.ValueSpec {
	var list []*ast.ValueSpec
	for _, d := range file.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, s := range g.Specs {
				list = append(list, s.(*ast.ValueSpec))
			}
		}
	}
	return list
}

func embeds(file *ast.File) bool {
	return slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool { return i.Path.Value == `"embed"` })
}

// targets are the expressions that a statement writes to.
func targets(n ast.Node) []ast.Expr {
	switch s := n.(type) {
	case *ast.AssignStmt:
		if s.Tok != token.DEFINE {
			return s.Lhs
		}
	case *ast.IncDecStmt:
		return []ast.Expr{s.X}
	}
	return nil
}

// root is x in x, x[i], x.f and *x.
func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// global reports whether the name is not a local one: the parser resolves
// names within their file and leaves those of other files open.
func global(file *ast.File, id *ast.Ident) bool {
	if id.Obj == nil {
		return true
	}
	spec, ok := id.Obj.Decl.(*ast.ValueSpec)
	return ok && slices.Contains(packageVars(file), spec)
}

// TestViolationsAreCaught breaks each rule once. Without it a rule that never
// matches would look like a rule that is kept.
func TestViolationsAreCaught(t *testing.T) {
	large := map[string]string{}
	for i := range maxPackage/maxFile + 1 {
		large[fmt.Sprintf("x%d.go", i)] = "package x\n" + strings.Repeat("//\n", maxFile-1)
	}
	long := "package x\nfunc f() {" + strings.Repeat("\n", maxFunction) + "}\n"
	for name, test := range map[string]struct {
		unit sourcePackage
		want string
	}{
		"core imports a face":     {sourcePackage{path: "flows", imports: []string{"dossier/tui"}}, "must not import"},
		"client knows flows":      {sourcePackage{path: "personr", imports: []string{"dossier/flows"}}, "must not import"},
		"step sends":              {sourcePackage{path: "tui/steps", imports: []string{"dossier/personr"}}, "must not import"},
		"core does I/O":           {sourcePackage{path: "flows", imports: []string{"os"}}, "stay pure"},
		"core reads a clock":      {source("flows", "package x\nimport \"time\"\nvar t = time.Now()\n"), "time.Now"},
		"under another name":      {source("flows", "package x\nimport c \"time\"\nvar t = c.Since\n"), "time.Since"},
		"opened text":             {source("tui", "package x\nimport \"dossier/flows/foreign\"\nvar f = foreign.Reveal\n"), "Reveal"},
		"environment":             {source("personr", "package x\nimport \"os\"\nvar h = os.Getenv(\"HOME\")\n"), "os.Getenv"},
		"other opener":            {source("tui/cli", "package x\nimport \"os\"\nvar h, _ = os.ReadFile(\"x\")\n"), "os.ReadFile"},
		"opener of the system":    {source("tui/cli", "package x\nimport \"golang.org/x/sys/unix\"\nvar h, _ = unix.Open(\"x\", 0, 0)\n"), "unix.Open"},
		"output":                  {source("tui", "package x\nimport \"os\"\nvar o = os.Stdout\n"), "os.Stdout"},
		"init":                    {source("tui", "package x\nfunc init() {}\n"), "init"},
		"dot import":              {source("tui", "package x\nimport . \"os\"\nvar o = Stdout\n"), "dot import"},
		"variable to fill":        {source("tui", "package x\nvar state int\n"), "waits for a value"},
		"variable changed":        {source("tui", "package x\nvar n = 0\nfunc f() { n++ }\n"), "is changed"},
		"table changed":           {source("tui", "package x\nvar m = map[int]int{}\nfunc f() { m[1] = 2 }\n"), "is changed"},
		"builtin as a parameter":  {source("tui", "package x\nfunc f(copy int) int { return copy }\n"), "copy is a name of the language"},
		"builtin as a variable":   {source("tui", "package x\nfunc f() int { len := 1; return len }\n"), "len is a name of the language"},
		"long file":               {source("tui", "package x\n"+strings.Repeat("//\n", maxFile)+"const c = 1\n"), "lines in a file"},
		"long function":           {source("tui", long), "f has"},
		"large package":           {sourcePackage{path: "tui", files: large}, "lines in a package"},
		"package without a place": {sourcePackage{path: "util"}, "without a place"},
	} {
		got := violations(t, []sourcePackage{test.unit})
		if len(got) != 1 || !strings.Contains(got[0], test.want) {
			t.Errorf("%s: got %q, want one with %q", name, got, test.want)
		}
	}
	good := source("flows", "package x\nimport \"time\"\nvar table = []int{1}\nfunc f(d time.Time) int { table := 0; table++; d = time.Time{}; return table }\n")
	good.imports = []string{"time"}
	if got := violations(t, []sourcePackage{good}); len(got) > 0 {
		t.Errorf("a good package is blamed: %q", got)
	}
}

func source(path, text string) sourcePackage {
	return sourcePackage{path: path, files: map[string]string{"x.go": text}}
}
