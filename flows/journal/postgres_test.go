package journal

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"dossier/flows"
	"dossier/flows/journal/servertest"
)

// database is the address of an empty database on a real server.
func database(t testing.TB) string {
	t.Helper()
	return servertest.SharedServer(t).Database(t)
}

func onPostgres(t testing.TB) bool { return strings.HasPrefix(t.Name(), "TestOnPostgres/") }

// TestOnPostgres runs what every journal promises on the other engine: place
// gives the tests below it a database in place of a file.
func TestOnPostgres(t *testing.T) {
	servertest.SharedServer(t) // or skip
	for name, test := range map[string]func(*testing.T){
		"entries":         TestEntriesComeBackAsTheyWereAfterReopening,
		"bodies":          TestBodiesAreTheBytesOfTheCodec,
		"conflict":        TestAConflictIsAPositionTakenSkippedOrAnIDUsed,
		"wrong":           TestAnEntryThatIsWrongInItselfIsNoConflict,
		"cancelled":       TestACancelledContextDoesNotStopAnAppend,
		"closed":          TestAnAppendToAClosedJournalIsUnknown,
		"kept":            TestEntriesCanNotBeChangedOrRemoved,
		"start list":      TestTheStartListIsTheLastSummariesNewestFirst,
		"find":            TestFindLooksInsideApplicantIDs,
		"pictures":        TestPicturesFollowTheLastSummary,
		"chain's end":     TestAnEndThatIsNotTheLastRecordIsReported,
		"taken":           TestAWrongEndUnderAnOpenJournalIsNoConflict,
		"constraints":     TestTheDatabaseNamesTheConstraintThatRefused,
		"replaced":        TestAJournalThatWasReplacedTakesNothing,
		"altered":         TestADatabaseThatChangesWhatIsWrittenTakesNothing,
		"renamed key":     TestARenamedKeyIsToldFromAnotherOne,
		"blocked":         TestABlockedWriteIsNotReportedAsClosed,
		"one release":     TestAPictureIsReleasedForOneApplicant,
		"who has it":      TestAReleaseIsRefusedWhileAnotherApplicantHasThePicture,
		"damage":          TestWhatIsLoadedIsVerified,
		"no head":         TestAHeadThatNobodySealedIsNoHead,
		"newer":           TestAnEntryOfANewerProgramIsNoDamage,
		"odd value":       TestANumberThatDoesNotFitHidesNoOther,
		"close":           TestCloseWaitsForAppends,
		"presences":       TestPresencesComeAndGo,
		"many presences":  TestManyPresencesAreRecordedAtOnce,
		"first tick":      TestAWatchTicksOnceAtTheStart,
		"own append":      TestAWatchSeesAppendsOfItsOwnJournalAtOnce,
		"other":           TestAWatchSeesAnotherHandleAndOnlyItsDossier,
		"process":         TestAWatchSeesAnotherProcess,
		"watch ends":      TestAWatchEndsWithItsContextAndWithTheJournal,
		"eight":           TestEightProcessesNeverShareAPosition,
		"client kill":     TestWhatWasAcknowledgedSurvivesAKill,
		"chain":           TestEveryAppendIsALinkOfTheChain,
		"refused":         TestARefusedAppendTakesNoPlaceInTheChain,
		"tampered":        TestChangesBehindTheTriggersAreFound,
		"odd summary":     TestAnOddSummaryIsCounted,
		"audit key":       TestAJournalIsOnlyWrittenWithItsKey,
		"reading":         TestReadingNeedsNoKeyAndChangesNothing,
		"one applicant":   TestAPurgeOfOneApplicantAndOfOneInUse,
		"batches":         TestManyDossiersArePurgedInBatches,
		"headless":        TestAJournalWithoutItsChainIsDamagedNotNew,
		"believes":        TestAPurgeBelievesTheSealedRecordsOnly,
		"gives way":       TestAPurgeGivesWay,
		"stranger":        TestAnEntryFollowsTheOneItsWriterKnows,
		"emptied":         TestOnlyAnEntryCanBeEmptiedAndOnlyForATombstone,
		"copy":            TestACopyIsTheSameJournal,
		"copy refused":    TestACopyIsRefused,
		"copy moved":      TestACopyDuringWhichSomebodyWritesIsTakenBack,
		"heads elsewhere": TestAHeadCountsWhereverItsJournalWas,
		"no chain, heads": TestARecordWithoutItsChainIsDamageAlsoWhereHeadsAreKnown,
		"foreign rules":   TestAForeignRuleIsPermanent,
		"changed tables":  TestAChangedTableIsDamage,
	} {
		t.Run(name, test)
	}
}

// TestAFileMovesToADatabaseAndBack is the way of a team that grows.
func TestAFileMovesToADatabaseAndBack(t *testing.T) {
	file, server, again := open(t, place(t)), open(t, database(t)), open(t, place(t))
	fillEntries(t, file)
	kept := requireHead(t, file)
	for _, way := range [][2]*Journal{{file, server}, {server, again}} {
		if _, err := Copy(t.Context(), way[0], way[1], nil); err != nil {
			t.Fatal(err)
		}
		if r := verifyChain(t, way[1], kept); !r.OK() || r.Heads != 1 {
			t.Errorf("%+v", r)
		}
	}
	if a, b, c := dump(t, file), dump(t, server), dump(t, again); a != b || a != c {
		t.Errorf("they differ:\n%s\n%s\n%s", a, b, c)
	}
	requireDone(t, server.Append(t.Context(), flows.Key{Origin: origin, Applicant: "9x9"}, entry(1, "new"), flows.Summary{}))
}

// TestAWriterReadsWhereItWrites asks for the host that can be written in each of
// the ways there are.
func TestAWriterReadsWhereItWrites(t *testing.T) {
	server := servertest.SharedServer(t)
	for name, change := range map[string]func(u *url.URL){
		"two hosts, the first is gone": func(u *url.URL) { u.Host = "127.0.0.1:1," + u.Host },
		"read-write":                   func(u *url.URL) { u.RawQuery += "&target_session_attrs=read-write" },
		"primary":                      func(u *url.URL) { u.RawQuery += "&target_session_attrs=primary" },
		"one host":                     func(*url.URL) {},
	} {
		t.Run(name, func(t *testing.T) {
			address := readdressed(t, server.Database(t), change)
			s := open(t, address)
			requireDone(t, s.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}))
			if list, err := s.Load(t.Context(), anna, 0); err != nil || len(list) != 1 {
				t.Errorf("%s: %d entries, %v", name, len(list), err)
			}
			if _, err := s.read.Exec("UPDATE presences SET pid = 1"); !errors.Is(s.journalError(err), ErrStandby) {
				t.Errorf("%s: what reads could write: %v", name, err)
			}
			reader, err := OpenReadOnly(t.Context(), address)
			requireNoErrors(t, err)
			if list := load(t, reader, anna, 0); len(list) != 1 {
				t.Errorf("%s: a reader found %d entries", name, len(list))
			}
			requireNoErrors(t, reader.Close())
		})
	}
}

// TestTheServersSettingsDoNotWeakenASession changes them before it and under it.
func TestTheServersSettingsDoNotWeakenASession(t *testing.T) {
	server := servertest.SharedServer(t)
	address := server.Database(t)
	u, err := url.Parse(address)
	requireNoErrors(t, err)
	alter := "ALTER DATABASE " + pgx.Identifier{strings.TrimPrefix(u.Path, "/")}.Sanitize()
	server.Exec(t, server.URL(), alter+" SET synchronous_commit = off", alter+" SET default_transaction_isolation = serializable")
	config, err := pgx.ParseConfig(server.URL())
	requireNoErrors(t, err)
	control := postgresPool(config, 1, checkServerVersion)
	t.Cleanup(func() {
		server.Exec(t, server.URL(), alter+" RESET ALL", "ALTER SYSTEM RESET synchronous_commit", "SELECT pg_reload_conf()")
		_ = control.Close()
	})
	one, other := open(t, address), open(t, address)
	if got := queryText(t, one.write, "SHOW synchronous_commit"); got != "on" {
		t.Errorf("the database made synchronous_commit %s", got)
	}
	queryText(t, control, "SHOW synchronous_commit")
	server.Exec(t, server.URL(), "ALTER SYSTEM SET synchronous_commit = off", "SELECT pg_reload_conf()")
	waitFor(t, func() bool { return queryText(t, control, "SHOW synchronous_commit") == "off" })
	if got := queryText(t, one.write, "SHOW synchronous_commit"); got != "on" {
		t.Errorf("under an open connection the server made synchronous_commit %s", got)
	}
	// Whoever waited for another writer is not refused for it.
	w, err := one.beginWrite(t.Context())
	requireNoErrors(t, err, w.exec("UPDATE chain SET last = last"))
	appended := make(chan Outcome, 1)
	go func() { appended <- other.Append(t.Context(), anna, entry(1, "a"), flows.Summary{}) }()
	waitFor(t, func() bool { return queryText(t, control, "SELECT count(*) FROM pg_locks WHERE NOT granted") == "1" })
	requireNoErrors(t, w.tx.Commit())
	requireDone(t, <-appended)
}

// queryText is the server's answer to a question with one.
func queryText(t *testing.T, db *sql.DB, question string) (answer string) {
	t.Helper()
	requireNoErrors(t, db.QueryRowContext(t.Context(), question).Scan(&answer))
	return answer
}

// TestAPurgeLeavesNothingInTheServersTables looks into its files.
func TestAPurgeLeavesNothingInTheServersTables(t *testing.T) {
	srv := servertest.SharedServer(t)
	address := srv.Database(t)
	s := open(t, address)
	fillEntries(t, s)
	kept := requireHead(t, s)
	p := purgeAll()
	p.Before, p.Applicant = time.Time{}, ben.Applicant
	if _, err := s.Purge(t.Context(), p, nil); err != nil {
		t.Fatal(err)
	}
	if !srv.FilesContain(t, address, ben.Applicant) {
		t.Error("the search finds nothing before the cleaning; it proves nothing")
	}
	other := open(t, address)
	tx, err := other.write.BeginTx(t.Context(), nil)
	requireNoErrors(t, err)
	_, err = tx.Exec("SET LOCAL idle_in_transaction_session_timeout = 0; UPDATE presences SET pid = pid")
	requireNoErrors(t, err)
	if done, err := s.Clean(t.Context()); done || err != nil {
		t.Errorf("somebody in the way: %t, %v", done, err)
	}
	requireNoErrors(t, tx.Rollback())
	if done, err := s.Clean(t.Context()); !done || err != nil {
		t.Errorf("clean: %t, %v", done, err)
	}
	if srv.FilesContain(t, address, ben.Applicant) {
		t.Error("the applicant is still in a table's file")
	}
	if !srv.FilesContain(t, address, anna.Applicant) || !verifyChain(t, s, kept).OK() {
		t.Error("more went than was told to")
	}
	var limit string
	requireNoErrors(t, s.write.QueryRow("SHOW statement_timeout").Scan(&limit))
	if limit != "10s" {
		t.Errorf("after the cleaning a statement may take %s", limit)
	}
}

// BenchmarkAppendOnPostgres is to be read beside BenchmarkAppend.
func BenchmarkAppendOnPostgres(b *testing.B) {
	s := open(b, database(b))
	seq := uint64(1)
	for b.Loop() {
		requireDone(b, s.Append(b.Context(), anna, entry(seq, fmt.Sprint(seq)), flows.Summary{Text: "waiting"}))
		seq++
	}
}
