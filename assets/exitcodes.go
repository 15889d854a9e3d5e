package assets

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// ExitCode is one exit code of the program. The texts are clauses.
type ExitCode struct {
	Code    int
	Meaning string
	Other   string // what it means of a command that sends nothing; "" for the same
	Remedy  string // what to do now; "" where that depends
	// Rank says which code wins where several apply: 1 before 2. A code of
	// rank 0 comes alone.
	Rank int
}

// exitCodes are all there are.
var exitCodes = []ExitCode{
	{Code: 0, Meaning: "every picture that the flow wants is accepted", Other: "the command did its work"},
	{Code: 1, Meaning: "something failed", Remedy: "the messages say what", Rank: 7},
	{Code: 2, Meaning: "the command line is wrong or incomplete"},
	{Code: 3, Meaning: "the service reported errors on a document", Remedy: "replace those pictures and run again", Rank: 4},
	{Code: 4, Meaning: "a valid token is needed", Remedy: "get one and run again; what is accepted is not sent again", Rank: 3},
	{Code: 5, Meaning: "no connection", Remedy: "run again later; what is accepted is not sent again", Rank: 5},
	{Code: 6, Meaning: "a picture is missing, or the check cannot be started", Other: "audit verify lacked the key or a head", Remedy: "the messages say what", Rank: 8},
	{Code: 7, Meaning: "something may have been received; an operator must decide", Remedy: "--decide SLOT=received|again --reason TEXT", Rank: 2},
	{Code: 8, Meaning: "somebody else is working on the dossier; nothing more is sent from here", Remedy: "look, then --take-over REASON if you must", Rank: 1},
	{Code: 9, Meaning: "a look at the files found something, so nothing of this run was sent (--strict)", Remedy: "take better pictures, or run without --strict", Rank: 6},
	{Code: 130, Meaning: "interrupted"},
}

// String is the code in a clause: what it means and what to do now.
func (c ExitCode) String() string {
	if c.Remedy == "" {
		return c.Meaning
	}
	return c.Meaning + ": " + c.Remedy
}

// ExitCodeByNumber is the row of one code.
func ExitCodeByNumber(code int) (ExitCode, bool) {
	i := slices.IndexFunc(exitCodes, func(c ExitCode) bool { return c.Code == code })
	if i < 0 {
		return ExitCode{}, false
	}
	return exitCodes[i], true
}

// ExitPrecedence lists the codes of which several may apply; the first wins.
func ExitPrecedence() []int {
	ranked := slices.DeleteFunc(slices.Clone(exitCodes), func(c ExitCode) bool { return c.Rank == 0 })
	slices.SortFunc(ranked, func(a, b ExitCode) int { return a.Rank - b.Rank })
	var codes []int
	for _, c := range ranked {
		codes = append(codes, c.Code)
	}
	return codes
}

// ExitCodesText lists the codes, and which wins where several apply.
func ExitCodesText() string {
	var b strings.Builder
	for _, c := range exitCodes {
		text := c.Meaning
		if c.Other != "" {
			text += "; or " + c.Other
		}
		fmt.Fprintf(&b, "%3d  %s\n", c.Code, text)
		if c.Remedy != "" {
			fmt.Fprintf(&b, "     %s\n", c.Remedy)
		}
	}
	var order []string
	for _, code := range ExitPrecedence() {
		order = append(order, strconv.Itoa(code))
	}
	return b.String() + "\nWhere several apply, the first of " + strings.Join(order, ", ") + " is used."
}
