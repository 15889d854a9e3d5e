package keys

import (
	"cmp"

	"charm.land/bubbles/v2/key"
)

// fullTitles say with verb and object what a key does, for the help and the list of
// commands. The footer has room for the short word alone, which is the second part of the
// key here; a word that says enough by itself has no row.
var fullTitles = map[[2]string]string{
	{"enter", "take"}:            "take the highlighted row",
	{"enter", "look at it"}:      "look at the dossier",
	{"ctrl+b", "board"}:          "show who works on what",
	{"enter", "open"}:            "open the dossier",
	{"enter", "open folder"}:     "open the highlighted folder",
	{"enter", "go on"}:           "go on with what comes next",
	{"enter", "send"}:            "send the picture",
	{"enter", "send again"}:      "send the same picture again",
	{"enter", "choose"}:          "choose a picture",
	{"enter", "choose document"}: "choose the document",
	{"enter", "decide"}:          "decide about the picture",
	{"enter", "decide start"}:    "decide whether the start was received",
	{"enter", "settle"}:          "settle the incident",
	{"enter", "go there"}:        "go to what comes first",
	{"enter", "start"}:           "start the check",
	{"enter", "result"}:          "show the result",
	{"enter", "details"}:         "show the details",
	{"enter", "take over"}:       "take the dossier over",
	{"enter", "what is wrong"}:   "show what is wrong with the dossier",
	{"enter", "choose pictures"}: "choose the pictures to replace",
	{"enter", "replace these"}:   "replace the chosen pictures",
	{"esc", "back"}:              "go back to the question before",
	{"esc", "start list"}:        "go back to the start list",
	{"esc", "review"}:            "go back to Review",
	{"esc", "close"}:             "close this window",
	{"esc", "stop"}:              "stop looking at the files",
	{"esc", "send none"}:         "send none of the files",
	{"esc", "nothing done"}:      "go back and replace nothing",
	{"tab", "complete"}:          "complete the path",
	{"tab", "field"}:             "go to the other question",
	{"tab", "next to do"}:        "go to the next thing to do",
	{"ctrl+u", "clear"}:          "clear the text",
	{"delete", "remove"}:         "remove the file from the inbox",
	{"ctrl+x", "no back side"}:   "say that it has no back side",
	{"ctrl+x", "it has a back"}:  "say that it has a back side",
	{"left", "folder above"}:     "go to the folder above",
	{"right", "other file"}:      "choose another file for the side",
	{"up", "choose"}:             "choose another row",
	{"up", "row"}:                "go to another row",
	{"up", "flow"}:               "choose another flow",
	{"pgup", "previous page"}:    "go to the previous page",
	{"pgdown", "next page"}:      "go to the next page",
	{"pgdown", "read on"}:        "read on, pgup back",
	{"space", "choose"}:          "choose the picture or leave it out",
	{"v", "look"}:                "look at the picture",
	{"ctrl+l", "look"}:           "look at the picture",
	{"c", "copy"}:                "copy the codes or the applicant's ID",
	{"c", "copy it"}:             "copy the text",
	{"c", "copy ID"}:             "copy the applicant's ID",
	{"d", "document"}:            "change the document",
	{"t", "words"}:               "show words for the applicant",
	{"j", "answer"}:              "show the service's answer",
	{"u", "undo keep"}:           "undo keeping the picture",
	{"n", "next applicant"}:      "go to the next applicant",
	{"f1", "help"}:               "open the help",
	{"ctrl+c", "leave"}:          "leave dossier",
}

// Title is what a key does, with verb and object: "complete the path" for the "complete" of
// the footer.
func Title(b key.Binding) string {
	h := b.Help()
	return cmp.Or(fullTitles[[2]string{h.Key, h.Desc}], h.Desc)
}
