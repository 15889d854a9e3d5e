package safe

import (
	"strings"
	"unicode"

	"dossier/flows/foreign"
)

// maxFirstName is the length in runes that a first name may have.
const maxFirstName = 20

// ShortName is an applicant as the first line of every screen shows them, "Anna M.":
// enough to recognise the right person, no more than that. It is empty when
// neither name has anything to show. A last name that does not begin with a
// visible character is left out.
func ShortName(first, last foreign.Text) Text {
	name := Line(foreign.Untrusted(strings.TrimSpace(foreign.Reveal(first))), maxFirstName).String()
	if i := visibleInitial(strings.TrimSpace(foreign.Reveal(last))); i != "" {
		name = strings.TrimSpace(name + " " + i + ".")
	}
	return LineOf(name, maxFirstName+len("…  .")+maxMarks)
}

// visibleInitial is the first character of a name with the marks drawn onto it; "" when
// it is nothing that can be shown.
func visibleInitial(name string) string {
	end := 0
	for i, r := range name {
		if i == 0 && (!isVisible(r) || joinsPrevious(r) || !unicode.In(r, unicode.L, unicode.N)) {
			return ""
		}
		if i > 0 && (!joinsPrevious(r) || i > maxMarks) {
			break
		}
		end = i + len(string(r))
	}
	return name[:end]
}
