package cli

import (
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// maxDistance is how many letters a typed word may differ from the one that was meant.
const maxDistance = 2

// shortWord is the length up to which only one letter may differ: two of four letters
// are another word.
const shortWord = 4

// Suggest returns the words that resemble what was typed, the closest only. It uses
// the distance and the prefix rule of the command library. Where it finds any, what
// was typed may be repeated: it is a slip in one of our own words and no secret.
func Suggest(typed string, words []string) []string {
	if typed == "" {
		return nil
	}
	list, written := &cobra.Command{}, map[string]string{}
	for _, w := range words {
		written[joinBlanks(w)] = w
		list.AddCommand(&cobra.Command{Use: joinBlanks(w), Run: func(*cobra.Command, []string) {}})
	}
	for list.SuggestionsMinimumDistance = 1; list.SuggestionsMinimumDistance <= allowedDistance(typed); list.SuggestionsMinimumDistance++ {
		found := list.SuggestionsFor(joinBlanks(typed))
		for i, w := range found {
			found[i] = written[w]
		}
		if len(found) > 0 {
			return found
		}
	}
	return nil
}

// joinBlanks makes one word of several: the library takes the first word for the name.
func joinBlanks(words string) string { return strings.ReplaceAll(words, " ", "_") }

func allowedDistance(typed string) int {
	if len(typed) <= shortWord {
		return 1
	}
	return maxDistance
}

// DidYouMean is the question after a mistake, or "" when nothing resembles it.
func DidYouMean(found []string) string {
	if len(found) == 0 {
		return ""
	}
	return "did you mean " + strings.Join(found, " or ") + "?"
}

// suggestCommands returns the commands, as they are typed, that resemble a word which
// cmd does not have: its own first, then those of the whole program.
func suggestCommands(cmd *cobra.Command, typed string) []string {
	for _, top := range []*cobra.Command{cmd, cmd.Root()} {
		paths := map[string]string{}
		collectPaths(top, paths, top == cmd.Root())
		var words, found []string
		for word := range paths {
			words = append(words, word)
		}
		for _, word := range Suggest(typed, words) {
			found = append(found, paths[word])
		}
		if len(found) > 0 {
			slices.Sort(found)
			return slices.Compact(found)
		}
	}
	return nil
}

// collectPaths notes the names of the commands under top, and other words that people
// type for them (SuggestFor), with the whole command. The names of commands nearer to
// top win.
func collectPaths(top *cobra.Command, paths map[string]string, deep bool) {
	add := func(word, path string) {
		if _, ok := paths[word]; !ok {
			paths[word] = path
		}
	}
	for _, c := range top.Commands() {
		if c.IsAvailableCommand() || c.IsAdditionalHelpTopicCommand() {
			add(c.Name(), topicPath(c))
		}
	}
	for _, c := range top.Commands() {
		for _, word := range c.SuggestFor {
			add(word, topicPath(c))
		}
		if deep {
			collectPaths(c, paths, true)
		}
	}
	for _, word := range top.SuggestFor {
		add(word, topicPath(top))
	}
}

// topicPath is a command as it is typed; the root command takes an applicant.
func topicPath(c *cobra.Command) string {
	if !c.HasParent() {
		return c.Name() + " APPLICANT_ID"
	}
	return c.CommandPath()
}
