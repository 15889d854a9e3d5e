package cli

import (
	"cmp"
	"errors"

	"github.com/spf13/cobra"

	"dossier/flows/operatorname"
)

// operatorFlag is the value of --operator.
type operatorFlag string

// AddOperatorFlag adds the flag --operator to a command that records who did something.
func (o *Options) AddOperatorFlag(cmd *cobra.Command) {
	cmd.Flags().Var(&o.operator, "operator", "the `NAME` of the person for the record, instead of this account's")
}

// Operator is who uses this program, for the record.
func (o *Options) Operator() string { return cmp.Or(string(o.operator), o.Env.Operator) }

// Set takes a name.
func (n *operatorFlag) Set(text string) error {
	if !operatorname.IsValid(text) {
		return errors.New("it must be " + operatorname.Rule)
	}
	*n = operatorFlag(text)
	return nil
}

// String is the name.
func (n *operatorFlag) String() string { return string(*n) }

// Type is what the help calls the value.
func (n *operatorFlag) Type() string { return "name" }
