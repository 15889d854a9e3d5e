package picture

// walkScans passes over the scans, which begin at the first byte of the marker at, and
// notes where they end. A panorama of some phones has its maker's notes there instead
// of an end mark, and pictures of their own in these notes: the end of one of those is
// not taken for the end of this one.
func (w *jpegWalk) walkScans(at int64, firstHeader span) Fault {
	if w.found.Width == 0 {
		return NoSize
	}
	w.found.IsOneScan = w.isInOneScan(firstHeader)
	w.found.Scans = 1
	end := w.findScanEnd()
	w.found.addPart(span{at, end - at})
	return Sound
}

// isInOneScan reports whether the scan with this header holds all components of a
// frame that is not progressive.
func (w *jpegWalk) isInOneScan(header span) bool {
	count, err := w.buffer.Peek(1)
	return err == nil && header.length > 0 && w.isSequential && count[0] == w.components
}

// findScanEnd returns the place after the end mark, or after the pixels if there is
// none.
func (w *jpegWalk) findScanEnd() int64 {
	for {
		marker, at, ok := w.nextMarker()
		switch {
		case !ok:
			return w.section.Size()
		case marker == markerEOI:
			w.found.HasEndMark = true
			return w.at
		case w.found.IsOneScan && marker != markerDNL, !isBetweenScans(marker):
			return at
		}
		body, fault := w.readSegment()
		if fault != Sound {
			return at
		}
		if marker == markerSOS {
			w.found.Scans++
		}
		w.skip(body.length)
	}
}

// isBetweenScans reports whether a segment may stand between two scans (T.81, B.2.3
// and B.2.4).
func isBetweenScans(marker byte) bool {
	isNote := marker == markerCOM || marker >= markerAPP0 && marker <= markerAPP15
	return isNote || isTable(marker) || marker == markerSOS || marker == markerDNL
}
