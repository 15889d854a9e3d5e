// Package flows knows what a flow asks for and, given what happened, where a
// dossier stands and what is wanted next.
//
// It promises that a [Journey] is the fold of its entries and nothing else, that
// [Journey.Apply] holds every rule of the domain, and that [Journey.Work] derives
// from the journey alone what should be running now.
//
// It refuses to do anything: it opens no file, reads no clock, draws no random
// number, starts no goroutine, draws no screen and knows no service. Times and
// random numbers are arguments. It never turns text from outside into text for a screen.
//
// # The packages of the program
//
//   - main: environment, wiring, exit code.
//   - assets: data, and the only words for each state, cause, blocker, verdict and exit code.
//   - assets/sample, deployment: pictures of nobody, drawn for the demo and the tests; how
//     the SSH service is run by systemd or in a container.
//   - flows: the domain, pure; each event stands with its class and its rule.
//   - flows/foreign, applicantid, operatorname, rejection: text from outside; applicant IDs in
//     pasted text; which names operators can have; what a rejection and its labels allow.
//   - flows/decision, notice: what operators decided about pictures that count all the same;
//     what a desk tells its operator, as codes.
//   - flows/startlist: where a dossier stands, as its row in the start list stores it;
//     the list, derived from the verified entries.
//   - flows/scope, presence: which dossiers an operator may look into; says which are open.
//   - flows/chain, flowfile, audit: the sealed chain; flows.toml; export and receipt.
//   - flows/safefile, tomlfile: opens every named file that is no picture; reads TOML with
//     the line of each fault.
//   - flows/intake, intake/mrz, intake/ocrb, intake/pdf, intake/picture, intake/quoting: looks at files before
//     they are sent; machine-readable zones, found in pictures; walks PDFs, JPEGs and PNGs; how paths are written.
//   - flows/inbox, inbox/lockedmem: what operators sent over SSH and nobody chose yet, in
//     memory; memory that is never swapped and is zeroed.
//   - flows/journal: every entry, in order, for good, in SQLite or PostgreSQL.
//   - flows/journal/filesystem, sqlitefiles, process, watchers: whether other hosts can
//     write to a folder; the files that SQLite keeps; whether the process of a session
//     still runs; who is told of new entries.
//   - flows/journal/pgfiles, pglisten, pgclean, tcptimeout: the files of a connection to
//     PostgreSQL; hears of appends; makes the server drop what was removed; bounds the wait
//     for a host that is gone.
//   - flows/desk: runs one dossier: work, the gate, and a recorder of what the journal
//     took, owes and lost.
//   - personr, personr/edge, personr/sandbox: the service's client, one file per call; what its edge
//     says itself; a simulated service.
//   - tui, tui/steps: the wizard's root with one table of screens; the kit of the screens.
//   - tui/steps/applicant, documents, files, review, result: one screen each.
//   - tui/steps/palette, board: the list of all commands, above any screen; who works on
//     what, for a lead.
//   - tui/theme, keys, safe, settings: colours; key bindings; the guard between foreign
//     text and the terminal; what a wizard is told at its start.
//   - tui/wizard: a wizard over the desks of a journal, for every terminal.
//   - tui/local, demo: the wizard on this computer's terminal; the demo.
//   - tui/inboxfolder: a private folder of the server for files that come over SSH.
//   - tui/transfer: scp and sftp into such folders, where an OpenSSH server runs this program.
//   - tui/tempfolder: removes the temporary folders of programs that were killed.
//   - tui/scpline: the line that brings a file from an operator's own computer.
//   - tui/sshd: the SSH service: who gets in, and a wizard for each session.
//   - tui/sshd/operators, balancer, metrics: who may log in to it, from operators.toml; where
//     a connection comes from that a load balancer passes on; counts for Prometheus.
//   - tui/sshd/screen, keyboard, lock, interrupted: draws a wizard at little cost while nobody
//     types; locks one at which nobody sits; remembers the dossier of one that nobody left.
//   - tui/sshd/sftpfiles, scp: the SFTP subsystem, and the legacy SCP protocol, answered
//     out of an inbox.
//   - tui/input, recovery: limits for what a terminal sends; what restores a terminal
//     after its wizard was killed.
//   - tui/cli, cli/upload, cli/record, cli/serve: the root command and what all commands
//     share; the unattended run; audit, receipt and journal; the SSH service.
//   - tui/cli/xdg: the folders of the account.
//   - tui/tuitest, e2e: a terminal in the test; the suites of the whole program.
//   - flows/journal/disktest, journaltest, servertest, tempdir, racetest: for tests, a disk,
//     a journal, a PostgreSQL server, folders in memory, and whether races are looked for.
//   - tui/sshd/sshtest: an SSH server for tests with real clients.
//   - tui/safe/hostile: texts that attack a terminal, for tests.
//   - tui/steps/stepstest: what the tests of the screens share.
//
// house_map_test.go finds a package that is missing here, and
// house_test.go holds which package may import which.
//
// # From Enter on a picture to the changed screen
//
//  1. tui/update.go gives the key to the screen of the present place (navigate.go).
//  2. tui/steps/files/send.go turns it into one event, [FileChosen], the consent to send.
//  3. tui/update.go posts it; flows/desk/mailbox.go queues it, in order, without waiting.
//  4. flows/desk/loop.go takes it; choice_guard.go refuses a picture that was sent for
//     another applicant.
//  5. flows/desk/recorder.go applies it to a copy (file.go), appends it to the journal at
//     the position it expects, and only then adopts the new journey.
//  6. work.go derives what should be running now; flows/desk/reconcile.go starts what is missing.
//  7. flows/desk/upload.go starts the request; personr/document_upload.go opens the
//     connection, and personr/gate.go sends nothing before the hold ends and keeps the last byte back.
//  8. The gate asks the desk, which appends [Released]. If another session has taken
//     over, the append fails and the byte stays here.
//  9. personr/response_rules.go says what the answer means; flows/desk/outcome.go makes an
//     event of it, and step 5 records it.
//  10. flows/desk/publisher.go publishes a snapshot; tui/dossier.go receives it, and
//     tui/view.go draws the screen from it.
//
// # Glossary
//
// One word for one thing, in the code, the texts and the tests. The word on
// screens or in stored data is added where it differs.
//
// What is asked for:
//
//   - applicant: the person whose documents these are; known by an ID only.
//   - dossier: the work on one applicant at one service ([Key]).
//   - flow: what the service asks of this applicant ([Flow]).
//   - need: one requirement of a flow ([Need]); people read "requirement".
//   - document: the type and country chosen for a need ([Document]).
//   - side: front or back; a selfie has none ([Side]; the API's docSubType).
//   - slot: one picture wanted: need and side ([Slot]; written identity.front).
//   - picture: one image of one side as it will be sent, known by its SHA-256
//     ([Picture]). A file is what is stored on a disk.
//
// What happens:
//
//   - event: something that happened ([Event]): an operator's choice, a gate before
//     an effect, or a fact after it.
//   - entry: an event with number, time, session and operator ([Entry]).
//   - journal: the entries of all dossiers, kept for good.
//   - journey: a dossier as its entries made it ([Journey]).
//   - session: one run of the program; operator: who uses it.
//   - holder: the session that may choose and send ([Holder]).
//   - take over: to become the holder while another session is ([Opened]).
//   - scope: which dossiers an operator may look into.
//   - presence: who else is at a dossier now; never an entry.
//   - connection: how the settings of a session let it reach the service ([Connection]).
//   - attempt: one request with a picture ([Attempt]).
//   - released: the last byte may be sent ([Released]). Before it the service cannot
//     have the picture; after it, it may.
//   - remark: one element of the service's errors[] or warnings[] ([Remark]);
//     people read "error" or "warning".
//   - check: the verification by the service ([Check]). The operator starts it.
//   - incident: an answer that named another applicant or document; it blocks the
//     dossier until an operator resolves it ([IncidentResolved]).
//
// The states of a slot ([State]):
//
//   - missing, chosen, sending; awaiting: released, the answer is expected.
//   - accepted, refused: the service's answer.
//   - decision: what an operator decided about a picture that counts although something
//     speaks against it (package decision); it stays visible.
//   - failed: nothing was received or kept; people read "not sent" or the cause.
//   - unclear: sent, and the answer is lost; stored as "unconfirmed". A check in
//     that state is stored as "lost". An operator decides ([Decided]).
//   - set aside: was accepted and no longer counts; stored as "withdrawn".
//
// The record (packages journal, chain and audit):
//
//   - chain: the records linked by their hashes, so that a change shows.
//   - head: the end of the chain, or the number of a dossier's latest entry.
//   - seal: proof that a record was written with the audit key.
//   - audit key: the secret that seals and verifies records.
//   - tombstone: the record that says what was removed, when, by whom and why.
//   - receipt: what is filed with the case.
//   - outage: the time during which the journal cannot be used.
//   - notice: a sentence shown once.
package flows
