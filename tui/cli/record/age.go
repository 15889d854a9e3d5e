package record

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

var errInvalidAge = errors.New("an age is a number with y, mo, w or d, such as 7y or 90d, and at most 100y")

// maxAge is the largest age, in years: no record is that old.
const maxAge = 100

// subtractAge is the moment that is an age before now, by the calendar.
func subtractAge(now time.Time, age string) (time.Time, error) {
	number := strings.TrimRight(age, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil || n < 1 {
		return time.Time{}, errInvalidAge
	}
	var moment time.Time
	switch back := -int(n); age[len(number):] {
	case "y":
		moment = now.AddDate(back, 0, 0)
	case "mo":
		moment = now.AddDate(0, back, 0)
	case "w":
		moment = now.AddDate(0, 0, 7*back)
	case "d":
		moment = now.AddDate(0, 0, back)
	default:
		return time.Time{}, errInvalidAge
	}
	if moment.Before(now.AddDate(-maxAge, 0, 0)) {
		return time.Time{}, errInvalidAge
	}
	return moment, nil
}
