package journal

import (
	"errors"
	"strings"
	"testing"
)

func TestAnAddressOffThisHostNeedsProof(t *testing.T) {
	for _, c := range []struct {
		address string
		want    error
	}{
		{"postgres://a@127.0.0.1/b", nil},
		{"postgres://a@127.8.9.1/b?sslmode=disable", nil},
		{"postgres://a@localhost:5433/b", nil},
		{"postgresql://a@[::1]/b", nil},
		{"postgres://a@/b?host=/var/run/postgresql", nil},
		{"postgres://a@db.example/b?sslmode=verify-full", nil},
		{"postgres://a@db.example/b?sslmode=verify-ca", nil},
		{"postgres://a@10.1.2.3/b?sslmode=verify-full", nil},
		{"postgres://a@one.example,two.example/b?sslmode=verify-full", nil},
		{"postgres://a@db.example/b", ErrUnencrypted},
		{"postgres://a@db.example/b?sslmode=disable", ErrUnencrypted},
		{"postgres://a@db.example/b?sslmode=allow", ErrUnencrypted},
		{"postgres://a@db.example/b?sslmode=prefer", ErrUnencrypted},
		{"postgres://a@db.example/b?sslmode=require", ErrUnencrypted},
		{"postgres://a@10.1.2.3/b?sslmode=require", ErrUnencrypted},
		{"postgres://a@localhost.example/b", ErrUnencrypted},
		{"postgres://a@/b?host=db.example", ErrUnencrypted},
		{"postgres://a@127.0.0.1,db.example/b", ErrUnencrypted},
		{"postgres://a@db.example,127.0.0.1/b?sslmode=require", ErrUnencrypted},
		{"postgres://a:muster@127.0.0.1:port/b", ErrAddress},
		{"postgres://a:mus/ter@127.0.0.1/b?sslmode=never", ErrAddress},
		{"postgres://a:muster@127.0.0.1/b?sslmode=verify-full&sslrootcert=/muster", ErrAddress},
	} {
		_, err := parseAddress(c.address)
		if !errors.Is(err, c.want) || c.want == nil && err != nil {
			t.Errorf("%s: %v, want %v", c.address, err, c.want)
		}
		if err != nil && (strings.Contains(err.Error(), "muster") || strings.Contains(err.Error(), "example")) {
			t.Errorf("%s: the error repeats the address: %v", c.address, err)
		}
	}
}

func TestTheEnvironmentCountsAsTheAddressDoes(t *testing.T) {
	t.Setenv("PGHOST", "db.example")
	if _, err := parseAddress("postgres:///b"); !errors.Is(err, ErrUnencrypted) {
		t.Errorf("host from the environment: %v", err)
	}
	t.Setenv("PGSSLMODE", "verify-full")
	if _, err := parseAddress("postgres:///b"); err != nil {
		t.Errorf("proof asked for in the environment: %v", err)
	}
}

func TestSeveralHostsMeanTheOneThatWrites(t *testing.T) {
	for address, want := range map[string]bool{
		"postgres://a@127.0.0.1/b": false, "postgres://a@127.0.0.1,127.0.0.2/b": true, "postgres://a@127.0.0.1:1,127.0.0.1:2/b": true,
	} {
		config, err := parseAddress(address)
		requireNoErrors(t, err)
		if (config.ValidateConnect != nil) != want {
			t.Errorf("%s: asks whether it can write: %v, want %v", address, config.ValidateConnect != nil, want)
		}
	}
}

func TestOnlyAddressesAreAddresses(t *testing.T) {
	for place, want := range map[string]bool{
		"postgres://a/b": true, "postgresql:///b": true, "postgres": false, "/home/a/postgres://x": false, "Postgres:/x": false, "": false,
	} {
		if IsPostgresAddress(place) != want {
			t.Errorf("%q: %v", place, !want)
		}
	}
}
