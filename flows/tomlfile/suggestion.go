package tomlfile

// Nearest is the candidate that needs the fewest edits to become word; false
// when even that one shares little with it.
func Nearest(word string, candidates []string) (string, bool) {
	const longest = 40 // no mistyped word is longer
	if len(word) > longest {
		return "", false
	}
	const most = 100 // more would take long, and suggest by chance
	best, fewest := "", 0
	for _, c := range candidates[:min(len(candidates), most)] {
		if n := editDistance(word, c); best == "" || n < fewest {
			best, fewest = c, n
		}
	}
	return best, best != "" && fewest <= max(1, len(best)/2)
}

// editDistance is the Levenshtein distance of a and b in bytes.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
