package pdf

import (
	"bytes"
	"io"
)

// file is a PDF. It is searched for the few things that are needed here, without its
// table of objects: the tables of real files are wrong more often than their objects,
// and a table that names itself or claims two thousand million objects harms nobody
// who does not read it.
type file struct {
	*io.SectionReader
	buffer []byte // of windowSize
	budget *int64 // bytes that may still be searched
}

// windowSize is how much is searched at a time, in bytes.
const windowSize = 64 << 10

// maxSearches bounds how often a whole file is searched: a file that names the same
// thing a million times ends the search, and what is not found by then stays unknown.
const maxSearches = 16

func newFile(r *io.SectionReader) file {
	budget := maxSearches * max(r.Size(), windowSize)
	return file{r, make([]byte, windowSize), &budget}
}

// window returns up to n bytes from a place on; fewer at the end of the file, or if it
// cannot be read.
func (d file) window(at, n int64) []byte {
	at = max(0, at)
	text := make([]byte, max(0, min(n, d.Size()-at)))
	read, _ := d.ReadAt(text, at)
	return text[:read]
}

// load fills the buffer from a place on, with up to n bytes.
func (d file) load(at, n int64) []byte {
	if *d.budget -= windowSize; *d.budget < 0 {
		return nil
	}
	read, _ := d.ReadAt(d.buffer[:min(n, windowSize)], at)
	return d.buffer[:read]
}

// find returns where mark first occurs, or -1.
func (d file) find(mark string) int64 {
	for at := int64(0); at < d.Size(); at += int64(windowSize - len(mark) + 1) {
		if i := bytes.Index(d.load(at, windowSize), []byte(mark)); i >= 0 {
			return at + int64(i)
		}
	}
	return -1
}

// findLast returns where mark last occurs before a place, or -1.
func (d file) findLast(mark string, before int64) int64 {
	overlap := int64(len(mark) - 1)
	for end := before; end > overlap; {
		start := max(0, end-windowSize)
		if i := lastIndex(d.load(start, end-start), mark); i >= 0 {
			return start + int64(i)
		}
		if start == 0 {
			break
		}
		end = start + overlap
	}
	return -1
}

// lastIndex is bytes.LastIndex, by way of bytes.Index, which is ten times as fast.
func lastIndex(text []byte, mark string) int {
	last := -1
	for {
		i := bytes.Index(text[last+1:], []byte(mark))
		if i < 0 {
			return last
		}
		last += 1 + i
	}
}
