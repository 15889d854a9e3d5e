package mrz

import (
	"strconv"
	"time"
)

// Date is a day of the calendar with two digits of its year, as zones have it.
type Date struct{ Year, Month, Day int } // Year 0 to 99; zero Month: unknown

// parseDate reads YYMMDD. Fillers stand for an unknown month or day of a date of birth alone
// (part 3), so an expiry has all six digits.
func parseDate(text string) (Date, bool) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return Date{}, false
	}
	d := Date{n / 10_000, n / 100 % 100, n % 100}
	full := time.Date(2000+d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	return d, full.Month() == time.Month(d.Month) && full.Day() == d.Day
}

// The year of an expiry has two digits. Documents are valid for up to fifteen years, some
// cards of old people for longer.
const furthestExpiry = 40 // years ahead; what would be later is in the past

// IsPast reports whether the day is over everywhere on Earth at a time.
func (d Date) IsPast(now time.Time) bool {
	if d.Month == 0 {
		return false
	}
	today := now.UTC().Add(-12 * time.Hour) // where it is earliest in the day
	year := today.Year() - today.Year()%100 + d.Year
	if year > today.Year()+furthestExpiry {
		year -= 100
	}
	if year < today.Year()+furthestExpiry-100 {
		year += 100
	}
	return time.Date(year, time.Month(d.Month), d.Day+1, 0, 0, 0, 0, time.UTC).Before(today)
}
