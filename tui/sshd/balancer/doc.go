// Package balancer listens for connections of people and of load balancers, which say by
// the PROXY protocol (haproxy.org, proxy-protocol.txt) where a person's connection comes
// from.
//
// It promises that a header is required from the balancers and believed from nobody else,
// so that no client can choose the address that limits and logs name.
package balancer
