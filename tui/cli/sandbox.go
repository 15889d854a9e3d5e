package cli

import (
	"net"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"
)

const sandboxLong = `sandbox runs a simulated Personr on this computer. It answers as the manual says, looks at the
pictures it gets, and fails where the script says so. It keeps nothing when it ends.

A script is a JSON object with rules; of those for a request the first one acts. Here the second
upload gets no answer:
  {"rules": [{"call": "upload", "nth": 2, "do": {"preset": "reset-after-last-byte"}}]}
A name that is wrong is answered with all that are right.`

func newSandboxCommand(env Env, parts Starters) *cobra.Command {
	var listen, script string
	cmd := &cobra.Command{
		Use: "sandbox --listen 127.0.0.1:PORT [--script FILE]", Short: "Run a simulated Personr for integration tests",
		Long:    sandboxLong,
		Example: "  dossier sandbox --listen 127.0.0.1:8080\n  dossier sandbox --listen 127.0.0.1:8080 --script failures.json",
		Args:    NoArguments, Annotations: NextCommand("dossier upload --help"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if listen == "" {
				return Problemf(ExitUsage, "missing: --listen 127.0.0.1:PORT")
			}
			if !isLoopback(listen) {
				return Problemf(ExitUsage, "--listen takes an address of this computer, such as 127.0.0.1:8080: the simulated service is for tests only")
			}
			rules, err := readScript(script)
			if err != nil {
				return err
			}
			return parts.Sandbox(cmd.Context(), listen, rules, env.Out)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "", "the `ADDRESS` to serve on, such as 127.0.0.1:8080")
	cmd.Flags().StringVar(&script, "script", "", "a JSON `FILE` that says which calls fail, and how")
	return cmd
}

func isLoopback(listen string) bool {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return false
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return false
	}
	return isLoopbackHost(host)
}

func isLoopbackHost(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// isLoopbackOrigin reports whether a service's origin is on this computer, which only a
// simulated one is.
func isLoopbackOrigin(origin string) bool {
	u, err := url.Parse(origin)
	return err == nil && isLoopbackHost(u.Hostname())
}

// maxScript is more than any script of failures has, in bytes.
const maxScript = 1 << 20

func readScript(path string) ([]byte, error) {
	if path == "" {
		return nil, nil
	}
	b, err := readNamedFile(path, maxScript)
	if err != nil {
		return nil, Problemf(ExitUsage, "the script cannot be read: %s", err)
	}
	return b, nil
}
