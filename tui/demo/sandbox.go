package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"dossier/flows"
	"dossier/flows/flowfile"
	"dossier/personr/sandbox"
	"dossier/tui/cli"
)

// ServeSandbox runs the simulated service for dossier sandbox until ctx ends. It
// takes any applicant, follows the script's rules (nil for none), and writes its
// base URL to out as a shell assignment. A script that cannot be read is a usage
// error.
func ServeSandbox(ctx context.Context, listen string, script []byte, out io.Writer) error {
	var rules []sandbox.Rule
	if script != nil {
		var err error
		if rules, err = sandbox.ParseScript(script); err != nil {
			return cli.NewProblem(cli.ExitUsage, "the script: "+err.Error(), err)
		}
	}
	service := sandbox.New(sandbox.Config{
		AutoCreate: true, DefaultFlow: "KYC basic", Flows: sandboxFlows(flowfile.Defaults()), ReviewDelay: 4 * time.Second, Script: rules,
	})
	defer service.Close()
	server, err := service.Listen(listen)
	if err != nil {
		return listenProblem(err)
	}
	fmt.Fprintf(out, "PERSONR_API_URL=%s\n", server.BaseURL())
	<-ctx.Done()
	return nil
}

// listenProblem is why the address cannot be used, in the system's words.
func listenProblem(err error) error {
	cause := "the system refuses it"
	if call, ok := errors.AsType[*os.SyscallError](err); ok {
		cause = call.Err.Error()
	}
	return cli.NewProblem(cli.ExitFailure, "that address cannot be used: "+cause+"; choose another port for --listen", err)
}

// sandboxFlows says what the flows ask for, as the simulated service wants it.
func sandboxFlows(list []flows.Flow) map[string][]sandbox.Need {
	all := map[string][]sandbox.Need{}
	for _, f := range list {
		var needs []sandbox.Need
		for _, n := range f.Needs {
			need := sandbox.Need{Name: n.Name}
			for _, t := range n.AnyOf {
				need.AnyOf = append(need.AnyOf, string(t))
			}
			needs = append(needs, need)
		}
		all[f.Name] = needs
	}
	return all
}
