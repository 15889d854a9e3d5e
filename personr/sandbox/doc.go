// Package sandbox is a stand-in for Personr: it answers as the service's manual documents, checks
// the pictures it gets, and makes requests go wrong as its script says.
//
// # What it promises
//
//   - The calls under [Path] answer with the shapes, names and status codes of the manual
//     (manual.personr.co, "API documentation"). Where the manual is silent it answers as Bubble,
//     the platform of the service, is known to; what is then still open is decided here, and the
//     function's comment says so.
//   - An upload counts as received from the moment its complete body arrived, whatever was
//     answered afterwards. [Sandbox.Uploads] therefore says what the service has
//     when a client was killed or an answer was lost.
//   - Pictures are judged by fixed, documented thresholds (see [JudgePicture]), so a demonstration ends
//     the same way each time.
//   - A [Rule] makes one request go wrong in a chosen way, down to the bytes on the wire.
//   - Everything is in memory, nothing is logged, and nothing waits but scripted delays, which
//     end at once when the sandbox is closed or, once the body is here, when the client goes.
//
// # What it refuses to do
//
// It reads nothing from a picture and calls no other host, and it is no proof of how the service
// behaves where the manual is silent.
//
// # Questions from outside the process
//
// A sandbox that runs as its own process answers three questions of integration tests, without
// authorisation and without pictures in the answers:
//
//	GET /_sandbox/uploads   the list of [Upload], in order of arrival
//	GET /_sandbox/checks    {"<applicant id>": <checks started>}
//	GET /_sandbox/requests  {"upload": 3, "status": 1, ...}
//
// # Scripts
//
// A script is a JSON file, read strictly by [ParseScript]:
//
//	{"rules": [
//	  {"call": "upload", "nth": 2, "do": {"kind": "status", "status": 502, "page": "cloudflare"}},
//	  {"call": "check", "do": {"preset": "reset-after-last-byte"}}
//	]}
//
// [Kinds] and [Presets] list what "do" may say; [Action] documents every field.
package sandbox
