package main

import (
	"strings"
	"testing"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

func TestFlagText(t *testing.T) {
	long := strings.Repeat("very ", 30) + "long"
	for text, want := range map[string]string{
		"":                          "",
		"Name, 1 to 64 characters.": "name, 1 to 64 characters",
		"UUID of the image.":        "UUID of the image",
		"A tag\n of a vault. Values `do` not matter.":   "a tag of a vault. Values 'do' not matter",
		"First. " + long + ".":                          "first",
		"Éclair.":                                       "éclair",
		"Ids. The key is repeated, once for each.":      "ids",
		"Platform, of listPlatforms: it cannot change.": "platform: it cannot change",
		"X.": "X",
	} {
		if got := flagText(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

const flagSpec = `openapi: 3.0.3
info: {title: T, version: "1", x-known-operations: 2}
paths:
  /things:
    get:
      operationId: listThings
      tags: [Things]
      summary: List
      x-idempotent: true
      x-input: ListInput
      parameters:
        - {name: state, in: query, description: Only things in this state., schema: {$ref: "#/components/schemas/State"}}
        - {name: id, in: header, description: Not a flag., schema: {type: string}}
      responses: {"200": {description: OK}}
    post:
      operationId: createThing
      tags: [Things]
      summary: Create
      x-idempotent: false
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"200": {description: OK}}
components:
  schemas:
    State: {type: string, enum: [new, "old"]}
    Level: {type: integer, enum: [1, 2]}
    Ref: {type: object, description: Points somewhere., properties: {id: {type: integer, description: Its id.}}}
    Thing:
      type: object
      x-go-name: CreateThingInput
      properties:
        name: {type: string, description: What it is called.}
        level: {$ref: "#/components/schemas/Level"}
        owner: {$ref: "#/components/schemas/Ref", x-description: "Who has it, of listUsers."}
        parts: {type: array, items: {$ref: "#/components/schemas/Thing"}, description: Parts of it.}
    Unused: {type: object, properties: {a: {type: string, description: Never an input.}}}
`

func TestFlagTexts(t *testing.T) {
	s, err := spec.Parse("cbr", []byte(flagSpec))
	if err != nil {
		t.Fatal(err)
	}
	out, err := flagTexts([]*spec.Spec{s})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(string(out)), " ")
	for _, want := range []string{
		`switch key { case "cbrapi.CreateThingInput.name": return "what it is called" case "cbrapi.CreateThingInput.owner": return "who has it" ` +
			`case "cbrapi.CreateThingInput.parts": return "parts of it" case "cbrapi.ListInput.state": return "only things in this state" case "cbrapi.Ref.id": return "its id" }`,
		`switch key { case "cbrapi.State": return []string{"new", "old"} }`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("not in it: %s\n%s", want, out)
		}
	}
}
