package personr

import (
	"context"
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
	server, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { defer close(done); answerNames(server, code, address) }()
	t.Cleanup(func() { _ = server.Close(); <-done })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", server.LocalAddr().String())
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
