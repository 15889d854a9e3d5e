package assets

import (
	"strings"

	"github.com/dustin/go-humanize"
)

// Words are the two wordings of one value.
type Words struct {
	Short string // in a list, a badge or a sentence: no capital, no full stop
	Long  string // a sentence of its own, or two
}

// CountText is a number with its noun: "1 picture", "2,000 pictures".
func CountText[N int | int64 | uint64](n N, one, more string) string {
	if n == 1 {
		return "1 " + one
	}
	return humanize.Comma(int64(n)) + " " + more
}

// NumberWord is a small number in a word: "two"; ten and more are digits.
func NumberWord(n int) string {
	words := [...]string{"none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"}
	if n < 0 || n >= len(words) {
		return humanize.Comma(int64(n))
	}
	return words[n]
}

// Sentence begins every sentence of a text with a capital and ends the last
// one with a full stop.
func Sentence(text string) string {
	if text == "" {
		return ""
	}
	parts := strings.Split(strings.TrimSuffix(text, "."), ". ")
	for i, p := range parts {
		if p != "" && p[0] >= 'a' && p[0] <= 'z' {
			parts[i] = strings.ToUpper(p[:1]) + p[1:]
		}
	}
	return strings.Join(parts, ". ") + "."
}

// Clause is a sentence as a part of another: no capital, no full stop.
func Clause(sentence string) string { return strings.TrimSuffix(lowerFirst(sentence), ".") }

// JoinText joins the text of each item.
func JoinText[T any](items []T, separator string, text func(T) string) string {
	texts := make([]string, len(items))
	for i, item := range items {
		texts[i] = text(item)
	}
	return strings.Join(texts, separator)
}

func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}
