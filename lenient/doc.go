// Package lenient holds JSON values that read more than the documentation
// promises: numbers sent as text, booleans sent as words, times in half a dozen
// forms, a single object where a list is documented.
//
// The generated models use these types where real responses were seen to differ
// from the documented type. No type here fails on well-formed JSON of an
// unexpected kind: what cannot be read is kept as text (see the Text fields), so
// that one odd field never costs the caller the whole response. Malformed JSON
// stays an error of encoding/json.
//
// Every type round-trips: encoding a decoded value and decoding it again gives
// an equal value. Every type has IsZero, so the omitzero JSON option works.
//
// [Page] and [Text] are whole responses, which a service sends in several forms.
// They do fail on what is none of them.
package lenient
