package serve

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strings"

	"dossier/tui/sshd/balancer"
)

// prefixesFlag is the value of --proxy-from.
type prefixesFlag []netip.Prefix

// Set adds an address or a network.
func (f *prefixesFlag) Set(text string) error {
	p, err := balancer.ParsePrefix(text)
	if err != nil {
		return errors.New("it must be an IP address or a network such as 10.0.0.0/24")
	}
	*f = append(*f, p)
	return nil
}

func (f *prefixesFlag) String() string {
	texts := make([]string, len(*f))
	for i, p := range *f {
		texts[i] = p.String()
	}
	return strings.Join(texts, ",")
}

// Type is what the help calls the value.
func (f *prefixesFlag) Type() string { return "address" }

// wrapper makes listeners that know the balancers. Without any, no header is believed.
func (f *prefixesFlag) wrapper(log *slog.Logger) func(net.Listener) net.Listener {
	refused := func(from net.Addr, why error) {
		log.Info("refused connection", "from", from.String(), "reason", why.Error())
	}
	return func(l net.Listener) net.Listener { return balancer.NewListener(l, *f, refused) }
}
