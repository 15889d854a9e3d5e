package assets

import (
	"slices"

	"dossier/flows"
)

// Document is one kind of document of the manual page "Supported documents and
// types".
type Document struct {
	Type flows.DocType
	// Name is what it is called here: "Identity card".
	Name string
	// Names are the human names that the manual page and people use for it:
	// "Proof of Age card".
	Names []string
	// Hint says what to show of it: "front + back". It follows
	// flows.DefaultSides; a flow or an operator may choose others.
	Hint string
}

// DocumentMatch is a document that a query met.
type DocumentMatch struct {
	Document
	// MatchedName is the human name that was met, "Bank statement" for
	// UTILITY_BILL, or the document's Name when that or the type was met.
	MatchedName string
	// Fuzzy says that the query only resembles a name. Such a match is listed
	// but must not be highlighted by itself.
	Fuzzy bool
}

// documents are the documented kinds. A new one has its constant and its sides in
// flows/flow.go, its row here, and its type in the simulated service's documentedTypes
// (personr/sandbox/config.go).
var documents = []Document{
	{flows.IDCard, "Identity card", []string{
		"Proof of Age card", "Working with children's card", "Photo card", "High risk work licence",
		"High risk work license", "Keypass ID", "Diplomatic ID", "Firearms licence", "Firearms license",
		"Electoral ID", "Voter ID", "Citizen card", "Totum card", "Young Scot card", "Shotgun certificate",
		"Home team national service card", "Other identity card", "National ID", "Personal ID",
	}, "front + back"},
	{flows.Passport, "Passport", []string{"Travel document", "Passport card"}, "photo page"},
	{flows.Drivers, "Driving licence", []string{
		"Driver's licence", "Drivers license", "Driving license", "Learner's permit", "Driving permit",
	}, "front + back"},
	{flows.ResidencePermit, "Residence permit", []string{
		"Visa", "Residence certificate", "Citizenship certificate", "Residency permit", "Employment pass",
		"Work permit", "Student pass", "Dependant pass", "Entrepass", "Green card", "Nexus card",
		"Border crossing card", "Global entry customs card",
	}, "front + back"},
	{flows.UtilityBill, "Utility bill", []string{
		"Telecommunications bill", "Phone bill", "Electricity bill", "Gas bill", "Water bill", "Bank statement",
		"Credit card statement", "Proof of balance", "Proof of transaction", "Mortgage statement",
		"Lease agreement", "Tenancy agreement", "Tax return", "Tax bill", "Council tax bill",
		"Vehicle registration", "Proof of address",
	}, "one page"},
	{flows.Selfie, "Selfie", []string{"Portrait", "Face picture", "Picture of the applicant"}, "face clearly in frame"},
}

// Documents lists the documented kinds, those most often used first.
func Documents() []Document {
	all := slices.Clone(documents)
	for i := range all {
		all[i].Names = slices.Clone(all[i].Names)
	}
	return all
}

// documentByType is the table's row for t, or a row made of the bare type: the
// service accepts further types on demand.
func documentByType(t flows.DocType) Document {
	for _, d := range documents {
		if d.Type == t {
			d.Names = slices.Clone(d.Names)
			return d
		}
	}
	return Document{Type: t, Name: string(t)}
}

// DocumentName is the name of a document type for people, or the type itself
// when the manual does not list it.
func DocumentName(t flows.DocType) string { return documentByType(t).Name }

// MatchDocument lists the types among the allowed ones that query meets: by
// exact type, exact name, another name, prefix, substring, and last by
// resemblance. A blank query lists all of them, in their own order.
func MatchDocument(query string, among []flows.DocType) []DocumentMatch {
	var kinds []Document
	var terms []searchTerm
	for _, t := range among {
		d := documentByType(t)
		kinds = append(kinds, d)
		terms = append(terms, d.searchTerm())
	}
	var matches []DocumentMatch
	for _, hit := range searchTerms(query, terms) {
		d := kinds[hit.termIndex]
		m := DocumentMatch{d, d.Name, hit.rank == fuzzyMatch}
		if hit.aliasIndex >= 0 {
			m.MatchedName = d.Names[hit.aliasIndex]
		}
		matches = append(matches, m)
	}
	return matches
}

func (d Document) searchTerm() searchTerm {
	t := searchTerm{codes: []string{foldSpelling(string(d.Type))}, name: foldSpelling(d.Name)}
	for _, name := range d.Names {
		t.aliases = append(t.aliases, foldSpelling(name))
	}
	return t
}

// oneSidedCountries are the countries whose national identity cards usually have one
// side that matters, as a published table of another verification service has
// it. Sources disagree, so it is a hint and never a rule.
var oneSidedCountries = []flows.Country{"ARG", "CHL", "CIV", "CYP", "MYS", "PER", "ROU", "SLV"}

// UsuallyOneSided reports whether a document of type t from country c usually has
// only one side to send. It is a hint for the screen, "usually one side here":
// nothing may be blocked because of it.
func UsuallyOneSided(c flows.Country, t flows.DocType) bool {
	return t == flows.IDCard && slices.Contains(oneSidedCountries, c)
}
