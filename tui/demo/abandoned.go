package demo

import "dossier/tui/tempfolder"

// folders are those of demos, with all that a demo makes in one.
var folders = tempfolder.Kind{Prefix: "dossier-demo-", Mark: "demo.lock", Entries: []string{"journal", "pictures"}}
