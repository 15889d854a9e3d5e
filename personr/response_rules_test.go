package personr

import (
	"fmt"
	"slices"
	"testing"
)

// Every status from 100 to 599, before and after the last byte, has the verdict
// of its row; no verdict is left to chance.
func TestJudgeKnowsEveryStatus(t *testing.T) {
	refusing := map[int]Cause{400: NotAccepted, 404: NotAccepted, 405: NotAccepted, 415: NotAccepted, 422: NotAccepted,
		401: Unauthorized, 403: Forbidden, 413: TooLarge, 429: Throttled}
	doubtful := map[int]Cause{408: RequestTimeout, 409: Conflict, 500: ServerError, 502: GatewayError, 503: GatewayError,
		504: GatewayError, 520: GatewayError, 522: GatewayError, 524: GatewayError,
		521: GatewayError, 523: GatewayError, 525: GatewayError, 526: GatewayError, 530: GatewayError}
	for status := 100; status < 600; status++ {
		for _, released := range []bool{false, true} {
			want, cause := verdictByRelease(released), UnknownAnswer
			switch {
			case refusing[status] != "":
				want, cause = Refused, refusing[status]
			case doubtful[status] != "":
				cause = doubtful[status]
			case status == 200 && released:
				want, cause = Answered, ""
			case status >= 200 && status < 300 && !released:
				cause = EarlyAnswer
			case status >= 300 && status < 400:
				cause = Redirected
			case status == 511:
				cause = PageBetween
			case status > 500:
				cause = ServerError
			}
			got, why := classifyResponse(exchangeFacts{status: status, released: released})
			if got != want || why != cause {
				t.Errorf("status %d, released %t: %v (%s), want %v (%s)", status, released, got, why, want, cause)
			}
		}
	}
}

func TestJudgeRowsWithConditions(t *testing.T) {
	for _, row := range []struct {
		name    string
		seen    exchangeFacts
		verdict Verdict
		cause   Cause
	}{
		{"400 with a message", exchangeFacts{status: 400, message: true, released: true}, Refused, BadRequest},
		{"404 with a message", exchangeFacts{status: 404, message: true, released: true}, Refused, NotAccepted},
		{"503 that is a challenge", exchangeFacts{status: 503, challenge: true, released: true}, Refused, Forbidden},
		{"200 of unknown form", exchangeFacts{status: 200, bodyFlaw: UnknownAnswer, released: true}, Ambiguous, UnknownAnswer},
		{"200 for another applicant", exchangeFacts{status: 200, bodyFlaw: EchoMismatch, released: true}, Ambiguous, EchoMismatch},
		{"200 before the end", exchangeFacts{status: 200, bodyFlaw: EchoMismatch}, NotSent, EarlyAnswer},
		{"201", exchangeFacts{status: 201, released: true}, Ambiguous, UnknownAnswer},
		{"502 with the edge's headers", exchangeFacts{status: 502, unreached: true, released: true}, Ambiguous, GatewayError},
	} {
		if verdict, cause := classifyResponse(row.seen); verdict != row.verdict || cause != row.cause {
			t.Errorf("%s: %v (%s), want %v (%s)", row.name, verdict, cause, row.verdict, row.cause)
		}
	}
	for _, status := range []int{521, 523, 525, 526, 530} {
		if verdict, cause := classifyResponse(exchangeFacts{status: status, unreached: true, released: true}); verdict != NotSent || cause != EdgeError {
			t.Errorf("%d of the edge: %v (%s)", status, verdict, cause)
		}
	}
}

// Without an answer the last byte alone decides, whatever the fault is called.
func TestJudgeFaultsByTheLastByte(t *testing.T) {
	own := []Cause{MalformedAnswer, OversizedAnswer, SlowAnswer, Cancelled}
	for _, fault := range []Cause{NoConnection, TLSUntrusted, ProxyRefused, Interrupted, ReleaseRefused, FileChanged,
		FileUnreadable, Cancelled, Paused, NoAnswer, MalformedAnswer, OversizedAnswer, SlowAnswer} {
		t.Run(fmt.Sprint(fault), func(t *testing.T) {
			if verdict, cause := classifyResponse(exchangeFacts{failCause: fault, status: 200}); verdict != NotSent || cause != fault {
				t.Errorf("held: %v (%s)", verdict, cause)
			}
			want := NoAnswer
			if slices.Contains(own, fault) {
				want = fault
			}
			if verdict, cause := classifyResponse(exchangeFacts{failCause: fault, released: true}); verdict != Ambiguous || cause != want {
				t.Errorf("released: %v (%s)", verdict, cause)
			}
		})
	}
}
