package cli

import "github.com/dustin/go-humanize"

// parseSize reads "20MiB", "20 MB" or a plain number of bytes.
func parseSize(s string) (int64, error) {
	n, err := humanize.ParseBytes(s)
	return int64(min(n, 1<<62)), err
}
