// Package e2e holds the suites of the whole program: wizard, commands, desk,
// journal and client against the simulated service, in this process, as the real
// program in a terminal, and as processes that are killed on the way. There is
// nothing in it but tests, and one test world for all of them (world_test.go).
//
// # Measurements
//
// What the program promises is measured, most of it with a negative control: a run that
// breaks the rule and must be seen to fail. Without its flags a run is short and part
// of the suite; as written here it is long. All are run from the module's folder.
//
// A killed upload sends nothing twice, and nothing in its hold:
//
//	go test -timeout 0 ./tui/e2e -run 'TestKill(NegativeControl)?$' -kills 10000 -hold 0s,3s
//
// Killed at every step, and in every recovery:
//
//	go test -timeout 0 ./tui/e2e -run 'TestKillSteps|TestMapping' -kill-steps all
//
// Who contends for a dossier:
//
//	go test -timeout 0 ./tui/e2e -run TestContention -contend 60s -contend-places sqlite,postgres
//
// The table of failures:
//
//	go test -timeout 0 -race ./flows/desk -run 'TestFaults$|TestEveryRow' -fault-runs 50
//
// That table with its rules broken, and sends taken back:
//
//	go test -timeout 0 ./flows/desk -run 'TestMutants|TestTakenBack' -mutants 1000 -desk-cancels 1000
//
// Cancelled sends:
//
//	go test -timeout 0 ./personr -run RandomCancel -cancels 10000
//
// Power losses and broken disks:
//
//	go test -timeout 0 ./flows/journal -run 'PowerLoss|Disk|WithoutSync' -every-fault
//
// A killed process, and a killed database server:
//
//	go test -timeout 0 ./flows/journal -run WhatWasAcknowledged -serverkills 20
//
// A million dossiers:
//
//	go test -timeout 0 ./flows/journal -run 'TestScale$' -scale 1000000
//
// What a session over SSH costs, beside OpenSSH with one process per session. It prints the
// memory and the processor time of an idle session in a small window and in a large one, and
// the time from a key to its answer; the clients are a process of their own:
//
//	go test -timeout 0 ./tui/e2e -run 'TestCostOfSessions$' -v -cost-sessions 500
//
// No picture, token or name leaks:
//
//	go test -timeout 0 ./tui/e2e -run 'Canaries|TheSearch|MemoryOf'
package e2e
