// Package specs holds the OpenAPI specifications that this module is generated
// from, for programs that read them: backupctl compares recorded responses with
// them.
package specs

import "embed"

//go:embed cloutility.yaml zomro.yaml cbr.yaml iam.yaml
var files embed.FS

// Names are the specifications, in the order of the documents.
func Names() []string { return []string{"cloutility", "zomro", "cbr", "iam"} }

// Read is the text of a specification in YAML, by one of [Names]. Another name is
// an error of package io/fs.
func Read(name string) ([]byte, error) { return files.ReadFile(name + ".yaml") }
