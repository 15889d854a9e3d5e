package flows_test

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// mapLine is a line of the map of packages: their names, and what they do.
var mapLine = regexp.MustCompile(`^//   - ([a-z0-9/, ]+): `)

// mappedPackages are the packages that the map of package flows names. After the first of
// a line the others are named from the folder of the first.
func mappedPackages(doc string) map[string]bool {
	_, text, _ := strings.Cut(doc, "// # The packages of the program")
	text, _, _ = strings.Cut(text, "// # From Enter")
	mapped := map[string]bool{}
	for line := range strings.Lines(text) {
		found := mapLine.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		names := strings.Split(found[1], ", ")
		mapped[strings.TrimPrefix(names[0], "main")] = true
		for _, name := range names[1:] {
			mapped[path.Join(path.Dir(names[0]), name)] = true
		}
	}
	return mapped
}

// TestTheMapNamesEveryPackage proves that a reader finds each package in the map, and that
// the map names none that is gone.
func TestTheMapNamesEveryPackage(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	mapped := mappedPackages(string(doc))
	for _, pkg := range repository(t) {
		if !mapped[pkg.path] {
			t.Errorf("the map in doc.go says nothing of %q", pkg.path)
		}
		delete(mapped, pkg.path)
	}
	for name := range mapped {
		t.Errorf("the map in doc.go names %q, which is not there", name)
	}
}
