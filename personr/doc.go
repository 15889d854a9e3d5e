// Package personr speaks the Personr API, one file per call, and says of every
// failure whether anything can have arrived.
//
// What it promises:
//
//   - Every call ends in exactly one [Verdict]. [NotSent] means that the service
//     cannot have got a complete request, [Ambiguous] that it may have.
//   - A document or a check becomes a complete request only after the caller's
//     release function returned nil: the last byte of the body is held until
//     then. No error of the network is ever asked whether it was sent; the gate
//     that holds the byte is.
//   - Nothing is sent twice: no retry, no redirect, no connection used again.
//   - Memory stays constant whatever the file's size.
//   - No token, no document byte and no text of the service is in any error
//     text, and none of this package's types prints one.
//
// The package does not retry and keeps nothing; it remembers only, for the
// token as a whole, that the service refused it (see [Client.Paused]) or asked
// for fewer requests.
package personr
