package assets

// fileWarnings are the words for what was found in a file before it is sent, by the
// codes of package intake.
var fileWarnings = map[string]Words{
	"not-sharp":          {"not sharp", "The picture is not sharp. Take it again if the print cannot be read."},
	"too-dark":           {"dark", "The picture is dark. Take it again with more light."},
	"too-bright":         {"too bright", "The picture is too bright. Take it again with less light and no reflections."},
	"small-picture":      {"small picture", "The picture is small; the service may call its quality low. Send a larger one if there is one."},
	"almost-grey":        {"almost no colour", "The picture has almost no colour. Send one in colour if there is one."},
	"black-and-white":    {"black and white", "The picture is black and white. Send one in colour if there is one."},
	"screen-sized":       {"may be a screenshot", "The picture is as large as a screen. The service refuses screenshots; send a photo or a scan."},
	"pdf-for-selfie":     {"a PDF where a picture is expected", "A selfie is a picture, and this is a PDF. Choose a picture of the applicant."},
	"name-lies":          {"the name claims another type", "The name claims another type than the file has. The right ending is sent."},
	"sideways":           {"stored turned", "The picture is stored turned and shown upright here. The service may see it turned."},
	"animated":           {"a moving picture", "The file holds several pictures that move. The service may look at the first one only."},
	"no-end-mark":        {"its end marker is missing", "The end marker of the file is missing. Make sure that the whole picture can be seen."},
	"only-encrypted":     {"encrypted, opens without a password", "The PDF is encrypted and opens without a password. The service may refuse it; a copy without encryption is safer."},
	"forbids-changes":    {"its owner restricts changing or copying", "The PDF opens without a password, and its owner restricts changing or copying it. The service may refuse it; a copy without protection is safer."},
	"forbids-printing":   {"its owner forbids printing", "The PDF opens without a password, and its owner forbids printing it. The service may refuse it; a copy without protection is safer."},
	"unknown-protection": {"protected, may need a password", "The PDF is protected, and it is not known whether it opens without a password. Open it in a viewer; the service refuses one that needs a password."},
	"not-drawn":          {"too large to draw", "The picture was not drawn: that would take too much memory or time here. Open it in a viewer and make sure that everything can be seen."},
	"zone-expired":       {"may have expired", "The machine-readable lines say that the document has expired. Ask for one that is valid."},
	"zone-other-country": {"may be of another country", "The machine-readable lines name another country than the one that was chosen. Choose the country that issued it."},
	"zone-other-kind":    {"may be another kind of document", "The machine-readable lines are those of another kind of document than was chosen. Choose what it is."},
	"zone-other-side":    {"may be the back", "Machine-readable lines like these are on the back of a card, and this is its front. Look at which side it shows."},
	"undecodable":        {"could not be looked at", "The picture could not be looked at here. Open it in a viewer and make sure that everything can be seen."},
}

// FileWarningWords are the words for a warning about a file, by its code; empty for
// an unknown one.
func FileWarningWords(code string) Words { return fileWarnings[code] }
