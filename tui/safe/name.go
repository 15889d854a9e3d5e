package safe

import (
	"strings"
	"unicode"

	"dossier/flows"
)

// firstNameMax is the length in runes that a first name may have.
const firstNameMax = 20

// Name is a person as the first line of every screen shows them, "Anna M.":
// enough to recognise the right person, no more than that. It is empty when
// neither name has anything to show. A last name that does not begin with a
// visible character is left out.
func Name(first, last flows.Foreign) Text {
	name := Line(flows.Untrusted(strings.TrimSpace(flows.Reveal(first))), firstNameMax).String()
	if i := initial(strings.TrimSpace(flows.Reveal(last))); i != "" {
		name = strings.TrimSpace(name + " " + i + ".")
	}
	return LineOf(name, firstNameMax+len("…  .")+marksMax)
}

// initial is the first character of a name with the marks drawn onto it; "" when
// it is nothing that can be shown.
func initial(name string) string {
	end := 0
	for i, r := range name {
		if i == 0 && (!visible(r) || joins(r) || !unicode.In(r, unicode.L, unicode.N)) {
			return ""
		}
		if i > 0 && (!joins(r) || i > marksMax) {
			break
		}
		end = i + len(string(r))
	}
	return name[:end]
}
