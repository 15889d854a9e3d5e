// Package assets holds embedded data: countries, document types, what the
// service's remarks, labels and statuses mean, what to do about each cause of
// a failed request, and the default flows.
//
// It promises that every lookup answers: a word without a description comes
// back as not known, with a text that says so, and nothing is guessed. Texts
// are plain English in one or two sentences and hold no foreign bytes. Where a
// meaning is inferred it begins with "Probably".
package assets
