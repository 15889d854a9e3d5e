package assets

import (
	_ "embed" // the default flows
)

//go:embed flows.toml
var flowsTOML string

// FlowsTOML is the file of the default flows, for package flowfile to parse and
// for an administrator to start from.
func FlowsTOML() []byte { return []byte(flowsTOML) }
