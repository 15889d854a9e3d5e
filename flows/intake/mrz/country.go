package mrz

// countryCode is the ISO 3166-1 alpha-3 code of an issuer, where a zone has another: Germany
// has one letter, and the United Kingdom one code for each kind of nationality (part 3).
func countryCode(issuer string) string {
	switch issuer {
	case "D":
		return "DEU"
	case "GBD", "GBN", "GBO", "GBP", "GBS":
		return "GBR"
	case "RKS", "UNK": // Kosovo has no code of ISO 3166-1; XKX is what most use
		return "XKX"
	}
	return issuer
}
