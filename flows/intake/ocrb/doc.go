// Package ocrb reads lines of OCR-B (ISO 1073-2) in pictures of travel documents: the two or
// three lines of a machine-readable zone, which package mrz understands.
//
// It looks for marks that stand in a row at equal distances, as only such lines do: their
// pitch is 2.54 mm, their distance about two and a half times that (ICAO Doc 9303, part 3).
// Each place in the row is then compared with the 37 signs of the font, rendered at
// the same size. What it reads is a guess until the check digits hold.
//
// signs.png holds the signs as ImageMagick's convert draws them, at 64 dots from one to the
// next (-density 72 -pointsize 88.52), in the font OCRB of Norbert Schwarz and Matthew Skala,
// version 0.3, which is free of all conditions (https://tsukurimashou.org/ocr.php.en).
package ocrb
