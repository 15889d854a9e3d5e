package cli

import "github.com/dustin/go-humanize"

func Plural(n int, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return FormatCount(uint64(n)) + " " + more
}

func FormatCount(n uint64) string { return humanize.Comma(int64(n)) }
