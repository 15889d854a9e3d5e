package assets

import "dossier/flows"

// CauseWords are what happened to a request and what to do now, one short
// sentence or two each.
type CauseWords struct{ Meaning, Remedy string }

// CauseText puts a cause in words. Where the picture may have been received,
// the words say so and do not call it an error.
func CauseText(c flows.Cause) CauseWords {
	if w, ok := causeTexts[c]; ok {
		return w
	}
	return CauseWords{"The reason is not known to this version.", "Update dossier, then look at this picture again."}
}

// ReleasedCauseText is CauseText for a request that had been released: what ended its
// session says nothing about whether the picture was received.
func ReleasedCauseText(c flows.Cause) CauseWords {
	switch c {
	case flows.CauseTakenOver:
		return CauseWords{"Sent before somebody else took over. Unclear.", decideRemedy}
	case flows.CauseSessionGone:
		return CauseWords{"Sent before its session ended. Unclear.", decideRemedy}
	}
	return CauseText(c)
}

const decideRemedy = "Decide: leave it unclear, treat as received, or send it again."

var causeTexts = map[flows.Cause]CauseWords{
	flows.CauseNoConnection: {"No connection. Nothing was sent.",
		"Check the network; Enter sends the same picture."},
	flows.CauseInterrupted: {"Stopped before the end; the picture was not received.",
		"Enter sends the same picture."},
	flows.CauseEdge: {"Probably not received: the service is not reachable.",
		"Wait a few minutes; Enter sends the same picture."},
	flows.CauseThrottled: {"Too many requests. The service did not accept it.",
		"Wait a minute; Enter sends the same picture."},
	flows.CauseUntrusted: {"Certificate not trusted. Possible interception.",
		"Nothing was sent. Show it to your administrator."},
	flows.CauseProxy: {"The proxy refused the connection. Nothing was sent.",
		"Ask your administrator to let the service through."},
	flows.CauseJournal: {"Not sent: it could not be recorded.",
		"Once the journal works again, Enter sends the same picture."},
	flows.CauseFileChanged: {"The file changed after it was chosen. Not sent.",
		"Look at it again and choose it once more."},
	flows.CauseUnreadable: {"The file could no longer be read. Not sent.",
		"Choose it once more, or another one."},
	flows.CauseCancelled: {"Cancelled. Not sent.",
		"Enter sends the same picture; or choose another."},
	flows.CauseTakenBack: {"Taken back in time. Not sent.",
		"Choose the right picture."},
	flows.CauseTakenOver: {"Somebody else took this applicant over. Not sent.",
		"Ask them, or take it over again."},
	flows.CauseSessionGone: {"The session ended before the picture was sent.",
		"Choose the same picture again."},
	flows.CauseSignIn: {"The service did not accept the sign-in.",
		"Sending is paused. Renew the token, then continue."},
	flows.CauseForbidden: {"The service, or its edge, denied access.",
		"Sending is paused. Ask your administrator."},
	flows.CausePaused: {"Not sent: sending is paused.",
		"Remove the reason; Enter sends the same picture."},
	flows.CauseRefused: {"Not accepted by the service.",
		"Check type and country, then the picture."},
	flows.CauseTooLarge: {"Too large for the service.",
		"Choose a smaller picture or scan it at less resolution."},
	flows.CauseNoAnswer: {"Probably received: the service did not answer.", decideRemedy},
	flows.CauseServerError: {"The service failed; it may have kept the picture.",
		decideRemedy},
	flows.CauseGateway: {"The service's edge answered, not the service. Unclear.",
		decideRemedy},
	flows.CauseUnknown: {"Probably received: the answer was not understood.",
		decideRemedy},
	flows.CauseConflict: {"Conflict: perhaps this picture was received before.",
		decideRemedy},
	flows.CauseRedirected: {"Redirected elsewhere. Probably not received.",
		"Have the service address checked, then decide."},
}
