package wizard

import (
	"sync"

	"dossier/flows"
)

// Origins remembers which file of an inbox a picture came from. Its methods may be called from
// any goroutine.
type Origins[F comparable] struct {
	mu    sync.Mutex
	files map[flows.SHA256]F
}

// NewOrigins returns origins that know no picture.
func NewOrigins[F comparable]() *Origins[F] { return &Origins[F]{files: map[flows.SHA256]F{}} }

// Record notes where a picture came from; a file that is no picture has no hash.
func (o *Origins[F]) Record(hash flows.SHA256, file F) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if hash != (flows.SHA256{}) {
		o.files[hash] = file
	}
}

// Take is the file that a picture came from, once.
func (o *Origins[F]) Take(hash flows.SHA256) (F, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	file, ok := o.files[hash]
	delete(o.files, hash)
	return file, ok
}

// Hashes are the pictures that came from a file.
func (o *Origins[F]) Hashes(file F) []flows.SHA256 {
	o.mu.Lock()
	defer o.mu.Unlock()
	var list []flows.SHA256
	for hash, from := range o.files {
		if from == file {
			list = append(list, hash)
		}
	}
	return list
}
