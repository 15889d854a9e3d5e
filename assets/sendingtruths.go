package assets

import "dossier/flows"

// nothing, part, whole and unknown are how much may have left; see sendingTruths.
const (
	nothing = flows.TransferNone
	part    = flows.TransferPart
	whole   = flows.TransferWhole
	unknown = flows.TransferUnknown
)

// always is for what speaks of the future, of another picture or of an earlier send: how
// much of this one has left makes no difference.
var always = []flows.Transfer{nothing, part, whole, unknown}

// sendingTruths says for each text in which states it is true.
var sendingTruths = map[SendingText][]flows.Transfer{
	NothingWasSent:      {nothing},
	StoppedBeforeEnd:    {part},
	ProbablyNotReached:  {whole},
	TakenBackUnsent:     {nothing},
	TakenBackUnsentBy:   {nothing},
	TakenBackMidway:     {part},
	TakenBackMidwayBy:   {part},
	TakenBackLater:      {whole},
	TakenBackLaterBy:    {whole},
	TookOverMidway:      {part},
	TakenOverMidway:     {part},
	SamePictureAgain:    always,
	StartWasNotSent:     {nothing},
	StartWasStopped:     {part},
	StartNotReached:     {whole},
	StartDecided:        {whole},
	StartMaybeThere:     {whole},
	StartSent:           {whole},
	NothingSentYet:      {nothing},
	NothingSentBefore:   always,
	NothingSentFromHere: {nothing},
	OneSent:             {whole},
	SomeSent:            {whole},
	SomeUnclear:         {whole},
	NoneAccepted:        {whole},
	NoneReceived:        {part, unknown},
	LeaveUnsent:         {nothing},
	LeaveMidway:         {part},
	LeaveUnderway:       {whole},
	CancelInTime:        {nothing, part},
	TakeOverFirst:       {nothing, part, unknown},
	SentAtTime:          {whole},
	LeftNothing:         {nothing},
	LeftPart:            {part},
	LeftAll:             {whole},
	WaitsToBeSent:       {nothing},
	WaitsToBeSentAgain:  {part, whole},
	NotSentWord:         {nothing},
	StoppedWord:         {part},
	NotReceivedWord:     {whole},
	NotAcceptedWord:     {part, whole},

	JournalUnwritable:  always,
	NothingWaits:       always,
	NothingWaitsNow:    {whole},
	DossierRemoved:     always,
	DossierDamaged:     always,
	JournalFailed:      always,
	ChoiceNotRecorded:  always,
	ChoiceUnanswered:   always,
	PictureNotOpen:     {nothing},
	TakenOverFromHere:  always,
	NothingMoreHere:    always,
	NothingMore:        always,
	ChosenForOtherSide: always,
	ChosenForSide:      always,
	DeclinedBefore:     always,
	RejectedBefore:     always,
	SentBefore:         always,
	SentForOther:       always,
	SentForOtherUnsure: always,
	ReplacesAccepted:   always,
	CannotBeSent:       always,
	SentBeforeWord:     always,
	SentForOtherWord:   always,
	CannotBeSentWord:   always,
	OtherFileNotSent:   {nothing},
	NotSentStrict:      {nothing},

	BeingSent:        {nothing, part, unknown},
	CanBeTakenBack:   {nothing, unknown},
	AwaitsAnswer:     {whole},
	SentAgo:          {whole},
	AnswerMayCome:    {whole},
	MaybeReceived:    {whole},
	UnclearWord:      {whole},
	StaysAtService:   {whole},
	SentTimes:        {whole},
	SentWord:         {whole},
	TakenBackWord:    {nothing, part},
	WaitsForItsTurn:  always,
	SentAgainIn:      always,
	SentAgainSame:    always,
	SentAgainWith:    always,
	SentAgainWord:    always,
	SendsOnThere:     {whole},
	NothingOnThere:   always,
	StartUnderway:    {nothing, part, unknown},
	HoldPromise:      always,
	NothingSentHere:  always,
	LockedBySending:  {whole},
	CannotBeUndone:   always,
	NothingCanBeSent: always,
	ClosedForGood:    always,
	CheckIsOver:      always,
	CheckIsRunning:   always,
	LeftThisMuch:     always,
}

// TrueIn says how much of a picture may have left when the text is used.
func (s SendingText) TrueIn() []flows.Transfer { return sendingTruths[s] }
