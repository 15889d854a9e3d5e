package cli

// NewRootCommand is for tests that look at all commands.
var NewRootCommand = newRootCommand
