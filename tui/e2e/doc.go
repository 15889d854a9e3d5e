// Package e2e holds the suites of the whole program: wizard, commands, desk,
// journal and client against the simulated service, in this process, as the real
// program in a terminal, and as processes that are killed on the way. There is
// nothing in it but tests, and one test world for all of them (world_test.go).
//
// # Measurements
//
// Most have a negative control, which breaks the rule and must be seen to fail. They
// are part of "go test ./...", where each run is short; with these flags it is long.
// Each is a "go test -timeout 0" of the package, from the top of the repository.
//
//	./tui/e2e -run 'TestKill(NegativeControl)?$' -kills 10000         a killed upload sends nothing twice
//	./tui/e2e -run 'TestKillSteps|TestMapping' -kill-steps all        killed at every step, and in every recovery
//	./tui/e2e -run TestContention -contend 60s -contend-places sqlite,postgres
//	                                                                  who contends for a dossier
//	-race ./flows/desk -run 'TestFaults$|TestEveryRow' -fault-runs 50 the table of failures
//	./flows/desk -run 'TestMutants|TestTakenBack' -mutants 34 -desk-cancels 1000
//	                                                                  that table with its rules broken; sends taken back
//	./personr -run RandomCancel -cancels 10000                        cancelled sends
//	./flows/journal -run 'PowerLoss|Disk|WithoutSync' -every-fault    power losses, broken disks
//	./flows/journal -run WhatWasAcknowledged -serverkills 20          a killed process, a killed database server
//	./flows/journal -run 'TestScale$' -scale 1000000                  a million dossiers
//	./tui/e2e -run 'Canaries|TheSearch'                               no picture, token or name leaks
//
// "go test ./flows -run 'TestNames|TestTheDesk' -v" prints lines, files and names per
// package.
package e2e
