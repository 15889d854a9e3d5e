// Package e2e holds the suites of the whole program: wizard, commands, desk,
// journal and client against the simulated service, in this process, as the real
// program in a terminal, and as processes that are killed on the way. There is
// nothing in it but tests, and one test world for all of them (world_test.go).
package e2e
