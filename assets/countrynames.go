package assets

import "dossier/flows"

// newerNames are the names that changed, or became usual, after the edition of
// CLDR that golang.org/x/text carries, and a few that read better in a list.
var newerNames = map[string]string{
	"BES": "Bonaire, Sint Eustatius & Saba",
	"COD": "Congo (Democratic Republic)",
	"COG": "Congo (Republic)",
	"HKG": "Hong Kong",
	"MAC": "Macao",
	"MKD": "North Macedonia",
	"SWZ": "Eswatini",
	"TUR": "Türkiye",
}

// countryAliases are spellings people type that are neither the English name
// nor the country's own: former names, parts, abbreviations, and what a
// passport's machine-readable lines say where that differs from the code.
var countryAliases = map[flows.Country][]string{
	"ARE": {"UAE", "Emirates"},
	"BES": {"Caribbean Netherlands"},
	"BIH": {"Bosnia"},
	"BLR": {"Belorussia", "Weißrussland", "White Russia"},
	"BRN": {"Brunei Darussalam"},
	"CHE": {"Swiss"},
	"CHN": {"PRC", "People's Republic of China"},
	"CIV": {"Ivory Coast", "Elfenbeinküste"},
	"COD": {"DRC", "DR Congo", "Congo Kinshasa", "Zaire"},
	"COG": {"Congo Brazzaville"},
	"CPV": {"Cabo Verde", "Kap Verde"},
	"CYP": {"Kıbrıs"},
	"CZE": {"Czech Republic", "Tschechei", "Tschechische Republik"},
	"DEU": {"BRD", "D", "Bundesrepublik Deutschland"}, // D in a passport's machine-readable lines
	"DOM": {"Dominicana"},
	"ESP": {"Canary Islands"},
	"FRO": {"Faeroe Islands"},
	"FSM": {"Federated States of Micronesia"},
	"GBR": {"UK", "U.K.", "Great Britain", "Britain", "Großbritannien", "Grande-Bretagne", "England", "Scotland", "Wales", "Northern Ireland"},
	"GRC": {"Hellas", "Ellada"},
	"HKG": {"Hong Kong SAR China"},
	"IRL": {"Eire", "Republic of Ireland"},
	"JPN": {"Nippon", "Nihon"},
	"KHM": {"Kampuchea"},
	"KOR": {"Korea", "Republic of Korea", "Hanguk", "ROK"},
	"LKA": {"Ceylon"},
	"MAC": {"Macau", "Macao SAR China"},
	"MKD": {"Macedonia", "Mazedonien", "FYROM"},
	"MMR": {"Burma", "Birma", "Myanmar"},
	"NLD": {"Holland", "The Netherlands"},
	"NZL": {"Aotearoa"},
	"PRK": {"DPRK"},
	"PRT": {"Azores", "Madeira"},
	"PSE": {"Palestine", "State of Palestine", "Gaza", "West Bank"},
	"RUS": {"Russian Federation", "Rossiya"},
	"SAU": {"KSA"},
	"STP": {"Sao Tome"},
	"SWZ": {"Swaziland"},
	"SYR": {"Syrian Arab Republic"},
	"TLS": {"East Timor", "Osttimor"},
	"TUR": {"Turkey"},
	"TWN": {"Republic of China", "Formosa"},
	"TZA": {"Zanzibar"},
	"UKR": {"Ukraina"},
	"USA": {"U.S.A.", "U.S.", "United States of America", "America", "The States"},
	"VAT": {"Holy See", "Vatican"},
	"VNM": {"Viet Nam"},
	"ZAF": {"RSA"},
	"XKX": {"Kosova", "RKS", "XKK"},
}

// searchLanguages are the languages in which every country is found, besides English
// and the country's own.
const searchLanguages = "de fr es it nl pt pl tr"

// furtherLanguages are the main languages of a country (alpha-2) besides the
// one golang.org/x/text takes for its likeliest.
var furtherLanguages = map[string]string{
	"AF": "ps", "AX": "sv", "BE": "fr de", "BI": "fr", "BN": "ms", "CA": "fr", "CD": "fr", "CH": "fr it rm",
	"CM": "fr", "CY": "el tr", "DJ": "fr ar", "DZ": "fr", "ER": "ar", "FI": "sv", "FJ": "hi", "HK": "zh-Hant",
	"HT": "fr", "IE": "ga", "IL": "ar", "IN": "ta te bn", "IQ": "ku", "KE": "sw", "KM": "fr", "KZ": "kk",
	"LK": "ta", "LU": "de lb", "MA": "fr", "MG": "fr", "ML": "fr", "MO": "pt zh-Hant", "MR": "fr", "MU": "fr",
	"MY": "ms zh ta", "NA": "de", "NE": "fr", "PE": "qu", "PH": "fil", "PY": "es", "RE": "fr", "RS": "sr-Latn",
	"ME": "sr-Latn", "RW": "fr", "SC": "fr", "SG": "zh ms", "SO": "ar", "TD": "ar", "TN": "fr", "TW": "zh-Hant",
	"TZ": "en", "UA": "ru", "BY": "ru", "KG": "ru", "UZ": "ru", "VU": "fr", "XK": "sr-Latn", "ZA": "af zu", "ZW": "sn",
}
