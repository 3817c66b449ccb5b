// Package ensure makes a thing that is wanted once, at a service that knows no
// unique names, no locks and no tokens against doing work twice.
//
// It looks before it has anything made. When the response to that is lost, it looks
// until the thing is there or a bound is reached, and says when it could not tell.
// After making it, it looks for others that were made at the same time: the oldest
// stays, and of the others each call takes its own away again, where that is safe.
//
// All calls look after they have made something, so of two that make one at the same
// time at least the later one sees both: two things of a name are never left
// without an error.
package ensure
