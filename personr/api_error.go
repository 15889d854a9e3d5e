package personr

import "fmt"

// APIError is the failure of a call that changes nothing. Its text holds no
// word of the service.
type APIError struct{ Outcome }

// Error names the cause and the status.
func (e *APIError) Error() string { return fmt.Sprintf("ask personr: %v", e.Err) }

// Unwrap gives access to the reason: context.Canceled, for instance.
func (e *APIError) Unwrap() error { return e.Err }
