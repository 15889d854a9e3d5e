package demo

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"dossier/assets/sample"
)

// writeAllSamples writes every applicant's pictures into a folder of their own.
func writeAllSamples(dir string, samples []sample.File, now time.Time) error {
	for _, a := range applicants {
		if err := writeSamples(filepath.Join(dir, samplesFolder(a.ID)), a.NameFirst, samples, now); err != nil {
			return err
		}
	}
	return nil
}

// writeSamples writes one applicant's pictures, each a minute older than the one
// before, so that the list has an order.
func writeSamples(dir, owner string, samples []sample.File, now time.Time) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for i, s := range samples {
		path := filepath.Join(dir, s.Name)
		if err := os.WriteFile(path, embedOwner(owner+" "+s.Name, s.Bytes), 0o600); err != nil {
			return err
		}
		at := now.Add(-time.Duration(i+1) * time.Minute)
		if err := os.Chtimes(path, at, at); err != nil {
			return err
		}
	}
	return nil
}

// orderSamples puts the pictures without a fault first, as an operator who has just taken
// them finds them; those with one are older.
func orderSamples(samples []sample.File) []sample.File {
	faultless := []string{"front.jpg", "back.jpg", "selfie-2.jpg"}
	rank := func(s sample.File) int {
		if at := slices.Index(faultless, s.Name); at >= 0 {
			return at
		}
		return len(faultless)
	}
	ordered := slices.Clone(samples)
	slices.SortStableFunc(ordered, func(a, b sample.File) int { return rank(a) - rank(b) })
	return ordered
}

// addSpareSelfie adds another picture of the good selfie, for an operator who must
// replace that one.
func addSpareSelfie(samples []sample.File) []sample.File {
	for _, s := range samples {
		if s.Name == "selfie-2.jpg" {
			return append(samples, sample.File{Name: "selfie-3.jpg", Bytes: s.Bytes, Media: s.Media})
		}
	}
	return samples
}

// embedOwner puts a short text into a picture as a comment, which changes its
// bytes and not its look: after the first marker of a JPEG (ITU-T T.81, B.2.4.5),
// at the end of a PDF. Other kinds stay as they are.
func embedOwner(owner string, picture []byte) []byte {
	switch {
	case bytes.HasPrefix(picture, []byte{0xff, 0xd8}):
		comment := append([]byte{0xff, 0xfe, 0, byte(len(owner) + 2)}, owner...)
		return slices.Concat(picture[:2], comment, picture[2:])
	case bytes.HasPrefix(picture, []byte("%PDF-")):
		return fmt.Appendf(slices.Clip(picture), "%%%s\n", owner)
	}
	return picture
}
