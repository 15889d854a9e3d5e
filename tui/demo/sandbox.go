package demo

import (
	"context"
	"fmt"
	"io"
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
		return err
	}
	fmt.Fprintf(out, "PERSONR_API_URL=%s\n", server.BaseURL())
	<-ctx.Done()
	return nil
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
