package keys

import (
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
)

var (
	renamedBinding = regexp.MustCompile(`WithHelp\((?:k|f\.Keys|m\.keys)\.(\w+), "([^"]+)"\)`)
	listOfBindings = regexp.MustCompile(`(?m)^.*(?:append\(list|\[\]key\.Binding\{).*$`)
	plainBinding   = regexp.MustCompile(`[ ,(](?:k|f\.Keys)\.(\w+)[,)}]`)
)

// footerBindings are the bindings that a source file puts into a footer.
func footerBindings(source string) (list []key.Binding) {
	all := reflect.ValueOf(Default())
	for _, m := range renamedBinding.FindAllStringSubmatch(source, -1) {
		list = append(list, WithHelp(all.FieldByName(m[1]).Interface().(key.Binding), m[2]))
	}
	for _, line := range listOfBindings.FindAllString(source, -1) {
		for _, m := range plainBinding.FindAllStringSubmatch(renamedBinding.ReplaceAllString(line, ""), -1) {
			if field := all.FieldByName(m[1]); field.IsValid() {
				list = append(list, field.Interface().(key.Binding))
			}
		}
	}
	return list
}

// TestEveryKeySaysWhatItDoesWithWhat reads the footers of all screens from their source:
// the help and the list of commands need a verb and its object for each key.
func TestEveryKeySaysWhatItDoesWithWhat(t *testing.T) {
	found := map[string]bool{}
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.Contains(path, "stepstest") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, b := range footerBindings(string(source)) {
			title := Title(b)
			found[title] = true
			if !strings.Contains(title, " ") {
				t.Errorf("%s: the help says of %s only %q", path, b.Help().Key, title)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"complete the path", "go to the other question", "take the highlighted row", "look at the picture", "clear the text"} {
		if !found[title] {
			t.Errorf("no footer was read that offers to %s", title)
		}
	}
}
