package record

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

var errInvalidAge = errors.New("an age is a number with y, mo, w or d, such as 7y or 90d")

// subtractAge is the moment that is an age before now, by the calendar.
func subtractAge(now time.Time, age string) (time.Time, error) {
	number := strings.TrimRight(age, "abcdefghijklmnopqrstuvwxyz")
	n, err := strconv.ParseUint(number, 10, 16)
	if err != nil || n < 1 || n > 10_000 {
		return time.Time{}, errInvalidAge
	}
	switch back := -int(n); age[len(number):] {
	case "y":
		return now.AddDate(back, 0, 0), nil
	case "mo":
		return now.AddDate(0, back, 0), nil
	case "w":
		return now.AddDate(0, 0, 7*back), nil
	case "d":
		return now.AddDate(0, 0, back), nil
	}
	return time.Time{}, errInvalidAge
}
