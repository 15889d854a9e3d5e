package assets

import (
	"maps"

	"dossier/flows"
)

// The exit codes that causes lead to; exitCodes says what each means.
const (
	exitFailed   = 1
	exitSignIn   = 4
	exitNetwork  = 5
	exitOccupied = 8
)

const (
	decideRemedy  = "Decide: leave it unclear, treat as received, or send it again."
	decideCommand = "decide with --decide SLOT=received|again --reason TEXT"
	againRemedy   = "Enter sends the same picture."
	againCommand  = "run the same command again"
	dateCheck     = "Check this computer's date, then tell your administrator."
)

// causeTexts is the one table of words for causes.
var causeTexts = joinCauses(connectionCauses, map[flows.Cause]CauseWords{
	flows.CauseInterrupted: notReceived("The connection broke.", againRemedy),
	flows.CauseStalled:     notReceived("Sending stopped moving.", againRemedy),
	flows.CauseEdge:        notReceived("The service is not reachable behind its edge.", "Wait a few minutes; "+againRemedy),
	flows.CauseThrottled: notAccepted("Too many requests.",
		"Too many requests. The service did not accept it.", "Wait a minute; "+againRemedy, "wait a minute, then "+againCommand, exitFailed),
	flows.CauseJournal: notAccepted("It could not be recorded in the journal.",
		"It could not be recorded in the journal.", "Once the journal works again, "+againRemedy, "see that the journal works, then "+againCommand, exitFailed),
	flows.CauseFileChanged: notAccepted("The file changed after it was chosen.",
		"The file changed after it was chosen.", "Look at it again and choose it once more.", againCommand, exitFailed),
	flows.CauseUnreadable: notAccepted("The file could no longer be read.",
		"The file could no longer be read.", "Choose it once more, or another one.", "see that the file can be read, then "+againCommand, exitFailed),
	flows.CauseCancelled: notAccepted("It was cancelled.",
		"It was cancelled.", "Enter sends the same picture; or choose another.", againCommand, exitFailed),
	flows.CauseTakenBack: notAccepted("It was taken back.",
		"It was taken back.", "Choose the right picture.", "run again with the right picture", exitFailed),
	flows.CauseTakenOver: notAccepted("Somebody else took this applicant over.",
		"Somebody else took this applicant over.", "Ask them, or take it over again.", "look, then --take-over REASON if you must", exitOccupied),
	flows.CauseSessionGone: notAccepted("The session ended.",
		"The session ended.", "Choose the same picture again.", againCommand, exitFailed),
	flows.CauseSignIn: notAccepted("The service did not accept the sign-in.",
		"The service did not accept the sign-in.", "Sending is paused. Renew the token, then continue.", "get a valid token, then "+againCommand, exitSignIn),
	flows.CauseForbidden: notAccepted("The service, or its edge, denied access.",
		"The service, or its edge, denied access.", "Sending is paused. Ask your administrator.", "ask your administrator, then "+againCommand, exitFailed),
	flows.CausePaused: notAccepted("Sending is paused.",
		"Sending is paused.", "Remove the reason; "+againRemedy, "remove the reason, then "+againCommand, exitFailed),
	flows.CauseRefused: notAccepted("The service did not accept it.",
		"Not accepted by the service.", "Check type and country, then the picture.", "check type and country, then the picture", exitFailed),
	flows.CauseTooLarge: notAccepted("It is too large for the service.",
		"Too large for the service.", "Choose a smaller picture or scan it at less resolution.", "run again with a smaller picture", exitFailed),
	flows.CauseNoAnswer:    unclear("The service did not answer.", "Probably received: the service did not answer."),
	flows.CauseSlowAnswer:  unclear("The answer began and did not end in time.", "Probably received: the answer did not end in time."),
	flows.CauseServerError: unclear("The service failed.", "The service failed; it may have kept the picture."),
	flows.CauseGateway:     unclear("The service's edge answered, not the service.", "The service's edge answered, not the service. Unclear."),
	flows.CauseUnknown:     unclear("The answer was not understood.", "Probably received: the answer was not understood."),
	flows.CauseConflict:    unclear("The service reports a conflict.", "Conflict: perhaps this picture was received before."),
	flows.CauseRedirected: {"Redirected elsewhere. Probably not received.", "Have the service address checked, then decide.",
		"The answer redirected elsewhere.", "have the service address checked, then " + decideCommand, exitFailed},
	flows.CausePageBetween: {"Probably not received: a page in between answered.", "Sign in to the network (portal, filter), then decide.",
		"A page in between (captive portal, filter) answered.", "sign in to the network (captive portal, filter), then " + decideCommand, exitFailed},
})

// connectionCauses are those of a failure before the request began.
var connectionCauses = map[flows.Cause]CauseWords{
	flows.CauseNoConnection:     notConnected("No connection.", "Check the network"),
	flows.CauseUnknownHost:      notConnected("The service's name was not found.", "Check network and address"),
	flows.CauseLookupFailed:     notConnected("The name server did not answer.", "Check the network"),
	flows.CausePortRefused:      notConnected("The service's port is closed.", "Check the address"),
	flows.CauseNoRoute:          notConnected("There is no route to the service.", "Check the network"),
	flows.CauseConnectTimeout:   notConnected("The service could not be reached in time.", "Check the network"),
	flows.CauseTLSTimeout:       notConnected("Encryption could not begin in time.", "Check the network"),
	flows.CauseTLSFailed:        notConnected("The connection broke as encryption began.", "Check the network"),
	flows.CauseProxyUnknown:     notConnected("The proxy's name was not found.", "Check HTTPS_PROXY"),
	flows.CauseProxyUnreachable: notConnected("The proxy could not be reached.", "Check HTTPS_PROXY"),
	flows.CauseProxySilent:      notConnected("The proxy did not answer in time.", "Check the proxy"),
	flows.CauseProxyFailed:      notConnected("The proxy gave no answer of use.", "Check HTTPS_PROXY"),
	flows.CauseProxy: notUsable("The proxy refused the connection.",
		"Ask your administrator to let the service through."),
	flows.CauseProxySetting: {"The proxy setting HTTPS_PROXY is malformed.", "Correct HTTPS_PROXY, then start dossier again.",
		"The proxy setting HTTPS_PROXY is malformed.", "correct HTTPS_PROXY, then " + againCommand, exitNetwork},
	flows.CauseNotTLS: notUsable("What answered does not speak TLS.",
		"Check the address; a filter may stand in between."),
	flows.CauseOldTLS: notUsable("What answered offers only an old TLS.",
		"Ask your administrator; a filter may stand in between."),
	flows.CauseExpired:     notUsable("The service's certificate has expired.", dateCheck),
	flows.CauseNotYetValid: notUsable("The service's certificate is not valid yet.", dateCheck),
	flows.CauseUntrusted: {"Certificate not trusted. Possible interception.", "Show it to your administrator.",
		"The service's certificate is not trusted; possible interception.", "show it to your administrator", exitNetwork},
	flows.CauseWrongName: {"Certificate of another host. Possible interception.", "Show it to your administrator.",
		"The certificate is for another host; possible interception.", "check the service address, then show it to your administrator", exitNetwork},
}

// notConnected are the words for a connection that may come about later.
func notConnected(fact, check string) CauseWords {
	return CauseWords{fact, check + "; " + againRemedy, fact, lowerFirst(check) + ", then " + againCommand, exitNetwork}
}

// notUsable are the words for a connection that does not come about by itself. The remedy
// is one for both faces: the wizard and the command line.
func notUsable(fact, remedy string) CauseWords {
	return CauseWords{fact, remedy, fact, Clause(remedy), exitNetwork}
}

// notReceived are the words for a request that the network ended early.
func notReceived(fact, remedy string) CauseWords {
	return CauseWords{fact, remedy, fact, againCommand, exitNetwork}
}

// notAccepted are the words for a request that was not sent or not kept.
func notAccepted(fact, meaning, remedy, command string, exit int) CauseWords {
	return CauseWords{meaning, remedy, fact, command, exit}
}

// unclear are the words for a request that was sent and has no answer of use.
func unclear(fact, meaning string) CauseWords {
	return CauseWords{meaning, decideRemedy, fact, decideCommand, exitFailed}
}

func joinCauses(parts ...map[flows.Cause]CauseWords) map[flows.Cause]CauseWords {
	all := map[flows.Cause]CauseWords{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}
