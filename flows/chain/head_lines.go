package chain

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// HeadLines has the heads that the lines of a text hold: of a file of heads, a system log
// or a receipt.
type HeadLines struct {
	Heads      []Head    // in the order of the text
	Count      int       // how many lines
	Unreadable LineCount // with parts of a head that cannot be read
	Several    LineCount // with several heads; Heads has them all
	Other      LineCount // with anything that is no head: wrong in a file of heads only
}

// LineCount is how many lines are of a kind, and the number of the first, from 1.
type LineCount struct{ Count, First int }

func (s *LineCount) addIf(isOfKind bool, number int) {
	if !isOfKind {
		return
	}
	if s.Count++; s.Count == 1 {
		s.First = number
	}
}

// maxHeadLine is how long a line may be, in bytes, to be searched for heads.
const maxHeadLine = 64 << 10

// ReadHeads reads a text to its end, in memory that grows with its heads only. A line that
// is longer than 64 KiB holds no head: system logs have such lines. The error is r's.
func ReadHeads(r io.Reader) (list HeadLines, err error) {
	lines := bufio.NewReaderSize(r, maxHeadLine)
	for {
		line, err := lines.ReadSlice('\n')
		isLong := errors.Is(err, bufio.ErrBufferFull)
		for errors.Is(err, bufio.ErrBufferFull) {
			line, err = lines.ReadSlice('\n')
		}
		if isLong || len(line) > 0 {
			list.addLine(line, isLong)
		}
		switch {
		case errors.Is(err, io.EOF):
			return list, nil
		case err != nil:
			return list, err
		}
	}
}

func (l *HeadLines) addLine(line []byte, isLong bool) {
	l.Count++
	if isLong {
		l.Other.addIf(true, l.Count)
		return
	}
	found := searchLine(line)
	l.Heads = append(l.Heads, found.heads...)
	l.Several.addIf(len(found.heads) > 1, l.Count)
	l.Unreadable.addIf(found.isDamaged, l.Count)
	l.Other.addIf(found.hasMore && !found.isDamaged, l.Count)
}

// headLine is what one line holds.
type headLine struct {
	heads     []Head
	isDamaged bool // parts of a head that cannot be read
	hasMore   bool // anything that is no head, such as the time of a system log
}

// searchLine finds every head in a line. A head is a JSON object without another in it,
// so it ends with the first closing brace. What is before it may be the time of a system
// log, or the start of a head that a crash cut short.
func searchLine(line []byte) (found headLine) {
	for len(line) > 0 {
		piece := line
		if next := bytes.IndexByte(line[1:], '{'); next >= 0 {
			piece = line[:next+1]
		}
		line = line[len(piece):]
		if end := bytes.IndexByte(piece, '}'); end >= 0 && piece[0] == '{' {
			if h, ok := parseHead(piece[:end+1]); ok {
				found.heads = append(found.heads, h)
				piece = piece[end+1:]
			}
		}
		found.hasMore = found.hasMore || len(bytes.TrimSpace(piece)) > 0
		found.isDamaged = found.isDamaged || looksLikeHead(piece)
	}
	return found
}

// looksLikeHead reports whether text has names of a head that stand together nowhere else,
// neither in a receipt nor in an export.
func looksLikeHead(text []byte) bool {
	has := func(name string) bool { return bytes.Contains(text, []byte(`"`+name+`"`)) }
	return has("journal") && (has("schema") || has("seal"))
}
