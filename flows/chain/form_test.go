package chain_test

// See TestTheFormNeverChanges.
const (
	genesisHash = "3fd9b9d395676ec0a0ede7f876e91c25a71d9118c60e3a64493888e690597f81"
	leafHash    = "dfddb60ad6239033809f90453fe9ef32985e077b5c2e5e992a841c4ea1b9df30"
	linkHash    = "31c9f85bf7a897ae1680239d4ac01cc62256b92f2c1559a8beba8e3b06773e89"
	sealHash    = "92e642d0f5a3177374cab86bad8996eeadaf3e44db1f48aa91e9f401573147fd"
	keyID       = "31a662ec99cbe97f"
)
