// Package process names one run of a process on this host, and says whether it still
// lives. It promises nothing about processes that cannot be seen from here: those of
// another container count as alive.
package process
