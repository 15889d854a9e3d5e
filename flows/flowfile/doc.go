// Package flowfile reads flow definitions from TOML. It promises that a file
// it accepts describes flows the rest of the program can work with, and that
// it names the line and the key of the first 20 things it does not accept, at once.
//
// It refuses to guess: an unknown key is an error. It looks for no file; the caller
// brings the bytes.
//
// A file looks like this:
//
//	[[flow]]
//	name = "KYC basic"                  # exactly as at Personr
//
//	  [[flow.need]]
//	  name = "identity"                 # a-z, 0-9 and -
//	  title = "Identity document"       # in words; made from the name if absent
//	  any_of = ["ID_CARD", "PASSPORT"]  # best first
//	  country = "AUS"                   # offered first
//	  countries = ["AUS", "NZL"]        # the only ones allowed; all if absent
//	  pair = "both"                     # or "single"
//
//	    [flow.need.sides]               # where a type differs from its default
//	    ID_CARD = ["front"]             # front; front, back; or none
package flowfile
