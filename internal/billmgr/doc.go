// Package billmgr reads and writes the JSON of BILLmanager, which Zomro's API
// speaks: a mechanical rendering of XML in which
//
//   - the root is {"doc": {...}};
//   - an attribute a is the member "$a", a bare string;
//   - the text of an element is the member "$", always a string, also for
//     numbers, dates and the booleans "on" and "off";
//   - a child element is a member named like it, and an array when it repeats;
//   - an element without anything is {}, so {} means "no value";
//   - a translated value is {"$orig": "2", "$": "Active"}: the stable code and
//     the word in the language of the request.
//
// Real answers bend these rules: any scalar may be an array (the first counts),
// a list of one may be a bare object, an empty list is missing, flat maps hold
// bare strings, dates hold words. Everything of that is accepted.
//
// [Unmarshal] fills ordinary Go structs with the unwrapped values in one pass.
// [Value], [List] and [Switch] are wire types for generated models, [Node] is an
// element without a Go type, and [Lookup] peeks at a document.
//
// What is accepted as JSON is exactly what [encoding/json.Valid] accepts,
// including its limit of 10,000 nested values.
package billmgr
