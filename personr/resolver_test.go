package personr

import (
	"context"
	"errors"
	"net"
	"testing"
)

// The answers of a name server: response codes of RFC 1035, section 4.1.1, and two
// that are none.
const (
	dnsNoError  = 0
	dnsServFail = 2
	dnsNoName   = 3
	dnsSilent   = -1
)

// resolverOf asks a name server on this machine that answers every question in one
// way: with a response code, and with address if that is no error.
func resolverOf(t testing.TB, code int, address net.IP) *net.Resolver {
	t.Helper()
	return resolverAt(t, func(server net.PacketConn) { answerNames(server, code, address) })
}

// silentResolver calls asked at each question and answers none.
func silentResolver(t testing.TB, asked func()) *net.Resolver {
	t.Helper()
	return resolverAt(t, func(server net.PacketConn) {
		for buffer := make([]byte, 1500); ; asked() {
			if _, _, err := server.ReadFrom(buffer); err != nil {
				return
			}
		}
	})
}

// noResolver fails a test that asks for a name without a name server of its own: no test
// may ask the network.
func noResolver(t testing.TB) *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		t.Error("a test asked the network's name server")
		return nil, errors.New("tests talk to this machine only")
	}}
}

// resolverAt asks a name server on this machine. A question that is cancelled gives its
// connection up at once: Go's resolver would read on until its own limit, past the end
// of the test.
func resolverAt(t testing.TB, serveNames func(net.PacketConn)) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); serveNames(server) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
		if err == nil {
			context.AfterFunc(ctx, func() { _ = conn.Close() })
		}
		return conn, err
	}}
}

func answerNames(server net.PacketConn, code int, address net.IP) {
	buffer := make([]byte, 1500)
	for {
		n, from, err := server.ReadFrom(buffer)
		if err != nil {
			return
		}
		if code != dnsSilent {
			_, _ = server.WriteTo(dnsAnswer(buffer[:n], code, address), from)
		}
	}
}

// dnsAnswer answers a question about one name. It knows addresses of type A only.
func dnsAnswer(question []byte, code int, address net.IP) []byte {
	end := 12
	for question[end] != 0 {
		end += int(question[end]) + 1
	}
	isA := question[end+2] == 1
	end += 5
	answer := append([]byte{}, question[:end]...)
	answer[2], answer[3] = 0x81, 0x80|byte(code)
	copy(answer[6:12], make([]byte, 6))
	if code == dnsNoError && isA {
		answer[7] = 1
		answer = append(answer, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4)
		answer = append(answer, address.To4()...)
	}
	return answer
}
