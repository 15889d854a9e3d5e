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
	exitUnclear  = 7
	exitOccupied = 8
)

const (
	decideRemedy  = "Decide: leave it unclear, treat as received, or send it again."
	decideCommand = "decide with --decide SLOT=received|again --reason TEXT"
	againRemedy   = "Enter sends the same picture."
	againCommand  = "run the same command again"
	laterRemedy   = "Wait a few minutes; " + againRemedy
	laterCommand  = "wait a few minutes, then " + againCommand
	dateCheck     = "Check the system's date, then tell your administrator."
)

// verdictTexts is the one table of words for causes, by what the record proves of the
// request. Every cause has a row for verdictNotReceived. The other verdicts have rows for the
// causes that lead to them; of any other cause causeText puts the words together.
var verdictTexts = map[verdict]map[flows.Cause]CauseWords{
	verdictNotReceived: joinCauses(connectionCauses, stoppedCauses, earlyAnswers),
	verdictNotAccepted: refusals,
	verdictUnclear:     unclearCauses,
}

// stoppedCauses are those for which a request ended before its last byte, or which its
// edge did not pass on.
var stoppedCauses = map[flows.Cause]CauseWords{
	flows.CauseInterrupted: notReceived("The connection broke.", againRemedy, againCommand, exitNetwork),
	flows.CauseStalled:     notReceived("Sending stopped moving.", againRemedy, againCommand, exitNetwork),
	flows.CauseEdge:        notReceived("The service's edge could not reach the service.", laterRemedy, laterCommand, exitNetwork),
	flows.CauseJournal: notReceived("It could not be recorded in the journal.",
		"Once the journal works again, "+againRemedy, "see that the journal works, then "+againCommand, exitFailed),
	flows.CauseFileChanged: notReceived("The file changed after it was chosen.",
		"Look at it again and choose it once more.", againCommand, exitFailed),
	flows.CauseUnreadable: notReceived("The file could no longer be read.",
		"Choose it once more, or another one.", "see that the file can be read, then "+againCommand, exitFailed),
	flows.CauseCancelled: notReceived("It was cancelled.", "Enter sends the same picture; or choose another.", againCommand, exitFailed),
	flows.CauseTakenBack: notReceived("It was taken back.", "Choose the right picture.", "run again with the right picture", exitFailed),
	flows.CauseForOther: {SentForOther.String(), "Choose another; or choose this one again and give the reason.",
		"The same was sent for another applicant.", "if it is right, send it in the wizard and give the reason", exitFailed},
	flows.CauseTakenOver: notReceived("Somebody else took this applicant over.",
		"Ask them, or take it over again.", "look, then --take-over REASON if you must", exitOccupied),
	flows.CauseSessionGone: notReceived("The session ended.", "Choose the same picture again.", againCommand, exitFailed),
	flows.CausePaused: notReceived("Sending is paused.",
		"Remove the reason; "+againRemedy, "remove the reason, then "+againCommand, exitFailed),
	flows.CauseRefused: notReceived("The request is not complete.",
		"Check type and country, then choose the picture again.", "check type and country, then "+againCommand, exitFailed),
	flows.CauseSignIn:    refusals[flows.CauseSignIn],
	flows.CauseForbidden: refusals[flows.CauseForbidden],
	flows.CauseTooLarge:  refusals[flows.CauseTooLarge],
	flows.CauseThrottled: notReceived("Too many requests.", "Wait a minute; "+againRemedy, "wait a minute, then "+againCommand, exitFailed),
}

// earlyAnswers are those of an answer that came before the last byte of the request. The
// service cannot have the picture, whatever the answer says.
var earlyAnswers = map[flows.Cause]CauseWords{
	flows.CauseNoAnswer:    notReceived("The service did not answer.", againRemedy, againCommand, exitFailed),
	flows.CauseSlowAnswer:  notReceived("The answer began and did not end in time.", againRemedy, againCommand, exitFailed),
	flows.CauseServerError: notReceived("The service failed.", laterRemedy, laterCommand, exitFailed),
	flows.CauseGateway:     notReceived("The answer has a status of the service's edge.", laterRemedy, laterCommand, exitFailed),
	flows.CauseUnknown:     notReceived("The answer was not understood.", againRemedy, againCommand, exitFailed),
	flows.CauseConflict:    notReceived("The service reports a conflict.", laterRemedy, laterCommand, exitFailed),
	flows.CauseRedirected: notReceived("The answer redirected elsewhere.",
		"Have the address checked; "+againRemedy, "have the service address checked, then "+againCommand, exitFailed),
	flows.CausePageBetween: notReceived("A page in between (captive portal, filter) answered.",
		"Sign in to the network; "+againRemedy, "sign in to the network (captive portal, filter), then "+againCommand, exitFailed),
}

// refusals are those of an answer with which the service kept nothing.
var refusals = map[flows.Cause]CauseWords{
	flows.CauseThrottled: {"Too many requests. The service did not accept it.", "Wait a minute; " + againRemedy,
		"Too many requests.", "wait a minute, then " + againCommand, exitFailed},
	flows.CauseSignIn: notReceived("The service did not accept the sign-in.",
		"Sending is paused. Renew the token, then continue.", "get a valid token, then "+againCommand, exitSignIn),
	flows.CauseForbidden: notReceived("The service, or its edge, denied access.",
		"Sending is paused. Ask your administrator.", "ask your administrator, then "+againCommand, exitFailed),
	flows.CauseRefused: {"Not accepted by the service.", "Check type and country, then the picture.",
		"The service did not accept it.", "check type and country, then the picture", exitFailed},
	flows.CauseTooLarge: {"Too large for the service.", "Choose a smaller picture or scan it at less resolution.",
		"It is too large for the service.", "run again with a smaller picture", exitFailed},
}

// unclearCauses are those for which a request was sent to its end and has no answer of use.
// What ended its session says nothing about whether the picture was received.
var unclearCauses = map[flows.Cause]CauseWords{
	flows.CauseNoAnswer:    unclear("The service did not answer.", "Probably received: the service did not answer."),
	flows.CauseSlowAnswer:  unclear("The answer began and did not end in time.", "Probably received: the answer did not end in time."),
	flows.CauseServerError: unclear("The service failed.", "The service failed; it may have kept the picture."),
	flows.CauseGateway:     unclear("The answer has a status of the service's edge.", "The answer has a status of the service's edge. Unclear."),
	flows.CauseUnknown:     unclear("The answer was not understood.", "Probably received: the answer was not understood."),
	flows.CauseConflict:    unclear("The service reports a conflict.", "Conflict: perhaps this picture was received before."),
	flows.CauseTakenOver:   unclear("Somebody else took this applicant over.", "Sent before somebody else took over. Unclear."),
	flows.CauseSessionGone: unclear("The session ended.", "Sent before its session ended. Unclear."),
	flows.CauseRedirected: {"Redirected elsewhere. Probably not received.", "Have the service address checked, then decide.",
		"The answer redirected elsewhere.", "have the service address checked, then " + decideCommand, exitUnclear},
	flows.CausePageBetween: {"Probably not received: a page in between answered.", "Sign in to the network (portal, filter), then decide.",
		"A page in between (captive portal, filter) answered.", "sign in to the network (captive portal, filter), then " + decideCommand, exitUnclear},
}

// mismatchText is for every cause: what an answer says counts for nothing when it names
// something else than was sent.
var mismatchText = CauseWords{
	Sentence(Mismatch.Short) + " " + Mismatch.Long, "Once the incident is settled, decide about the picture.",
	Sentence(Mismatch.Short), "settle the incident in the wizard", exitUnclear,
}

// connectionCauses are those of a failure before the request began.
var connectionCauses = map[flows.Cause]CauseWords{
	flows.CauseNoConnection:     notConnected("No connection.", "Check the network"),
	flows.CauseUnknownHost:      notConnected("The service's name was not found.", "Check network and address"),
	flows.CauseLookupFailed:     notConnected("The name server did not answer.", "Check the network"),
	flows.CausePortRefused:      notConnected("The service's port is closed.", "Check the address"),
	flows.CauseNoRoute:          notConnected("There is no route to the service.", "Check the network"),
	flows.CauseTooManyFiles:     notConnected("Too many files are open.", "Raise the limit (ulimit -n)"),
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

// notReceived are the words for a request that the service did not receive.
func notReceived(fact, remedy, command string, exit int) CauseWords {
	return CauseWords{fact, remedy, fact, command, exit}
}

// unclear are the words for a request that was sent and has no answer of use.
func unclear(fact, meaning string) CauseWords {
	return CauseWords{meaning, decideRemedy, fact, decideCommand, exitUnclear}
}

func joinCauses(parts ...map[flows.Cause]CauseWords) map[flows.Cause]CauseWords {
	all := map[flows.Cause]CauseWords{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}
