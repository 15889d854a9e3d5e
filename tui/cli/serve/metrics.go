package serve

import (
	"net"

	"dossier/tui/cli"
)

// listenForMetrics opens the address of the metrics; "" is none. They ask for no key, so
// only programs of this computer may reach them.
func listenForMetrics(address string) (net.Listener, error) {
	if address == "" {
		return nil, nil
	}
	at, err := net.ResolveTCPAddr("tcp", address)
	if err != nil || !at.IP.IsLoopback() {
		return nil, cli.Problemf(cli.ExitUsage, "--metrics takes an address of this computer, such as 127.0.0.1:9222: whoever reaches it can read it")
	}
	l, err := net.ListenTCP("tcp", at)
	if err != nil {
		return nil, cli.NewProblem(cli.ExitUsage, "cannot listen at "+listenPlace(err, "--metrics")+": "+listenCause(err), err)
	}
	return l, nil
}

func closeAll(list []net.Listener) {
	for _, l := range list {
		_ = l.Close()
	}
}
