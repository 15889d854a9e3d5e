// Package personr speaks the Personr API, one file per call, and says of every
// failure whether the service can have received anything.
//
// What it promises:
//
//   - Every call ends in exactly one [Verdict]. [NotSent] means that the service
//     cannot have got a complete request, [Ambiguous] that it may have.
//   - A document or a check becomes a complete request only after the caller's
//     release function returned nil: the last byte of the body is held until
//     then. Whether it was sent is decided where the byte is held and never
//     concluded from an error of the network.
//   - Nothing is sent twice: no retry, no redirect, no reused connection.
//   - Memory stays constant whatever the file's size.
//   - No token, no document byte and no text of the service is in any error
//     text; no type of this package prints one or encodes one as JSON.
//
// What it refuses to do: it does not retry, keeps nothing on disk, starts no check
// and sends no document without the caller's release, and knows no flow and no
// journal. It remembers only, for the token as a whole, that the service refused it
// (see [Client.Paused]) or asked for fewer requests.
package personr
