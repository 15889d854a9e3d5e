package journal

import (
	"testing"

	"dossier/flows/journal/servertest"
)

// database is the address of an empty database on a real server.
func database(t testing.TB) string {
	t.Helper()
	return servertest.Shared(t).Database(t)
}

// TestOnPostgres runs what every journal promises on the other engine: place
// gives the tests below it a database in place of a file.
func TestOnPostgres(t *testing.T) {
	servertest.Shared(t) // or skip
	for name, test := range map[string]func(*testing.T){
		"entries":     TestEntriesComeBackAsTheyWereAfterReopening,
		"bodies":      TestBodiesAreTheBytesOfTheCodec,
		"conflict":    TestAConflictIsAPositionTakenSkippedOrAnIDUsed,
		"wrong":       TestAnEntryThatIsWrongInItselfIsNoConflict,
		"cancelled":   TestACancelledContextDoesNotStopAnAppend,
		"closed":      TestAnAppendToAClosedJournalIsUnknown,
		"kept":        TestEntriesCanNotBeChangedOrRemoved,
		"start list":  TestTheStartListIsTheLastSummariesNewestFirst,
		"find":        TestFindLooksInsideApplicantIDs,
		"pictures":    TestPicturesFollowTheLastSummary,
		"damage":      TestAMissingOrUnreadableEntryIsDamage,
		"odd value":   TestAValueThatDoesNotFitIsDamageAndNotRepeated,
		"close":       TestCloseWaitsForAppends,
		"presences":   TestPresencesComeAndGo,
		"first tick":  TestAWatchTicksOnceAtTheStart,
		"own append":  TestAWatchSeesAppendsOfItsOwnJournalAtOnce,
		"other":       TestAWatchSeesAnotherHandleAndOnlyItsDossier,
		"process":     TestAWatchSeesAnotherProcess,
		"watch ends":  TestAWatchEndsWithItsContextAndWithTheJournal,
		"eight":       TestEightProcessesNeverShareAPosition,
		"client kill": TestWhatWasAcknowledgedSurvivesAKill,
	} {
		t.Run(name, test)
	}
}
