// Package fleet brings many machines to the state that a file describes, and keeps
// them there: enrolled, in a vault, with a policy, restored on trial.
package fleet
