package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// count is a place in a document that says how many operations a specification has:
// the first group is in front of their number, the second between it and the
// number that the vendor counts, which not every place has.
type count struct {
	file, spec string
	place      *regexp.Regexp
	needed     bool // the document must have it
}

func counts() []count {
	row := func(title string) *regexp.Regexp {
		return regexp.MustCompile(`(?m)^(\| ` + title + ` \|.*\| )\d+( of (?:the )?)\d+`)
	}
	return []count{
		{"README.md", "cloutility", row("Cloutility"), true},
		{"README.md", "zomro", row("Zomro"), true},
		{"README.md", "cbr", row("CBR"), true},
		{"README.md", "iam", row("IAM"), true},
		{"CHANGELOG.md", "cloutility", regexp.MustCompile("(  - `cloutility`: )\\d+( of the )\\d+"), false},
		{"CHANGELOG.md", "cbr", regexp.MustCompile("(  - `cbr`: )\\d+( )operations"), false},
	}
}

// countedDocuments are the documents with the counts of these specifications in
// their places. Of the changelog only what is not released yet is looked at.
func countedDocuments(root string, specs []*spec.Spec) (map[string][]byte, error) {
	out := make(map[string][]byte)
	for _, c := range counts() {
		if out[c.file] == nil {
			data, err := os.ReadFile(filepath.Join(root, c.file)) //nolint:gosec // the module's own
			if err != nil {
				return nil, err
			}
			out[c.file] = data
		}
		text, released := unreleased(out[c.file])
		for _, s := range specs {
			if s.Name != c.spec {
				continue
			}
			m := c.place.FindSubmatchIndex(text)
			if m == nil {
				if c.needed {
					return nil, fmt.Errorf("%s: nothing says how many operations of %s there are, as %s", c.file, s.Name, c.place)
				}
				continue
			}
			var b bytes.Buffer
			b.Write(text[:m[3]])
			b.WriteString(strconv.Itoa(s.Counted()))
			b.Write(text[m[4]:m[5]])
			if rest := text[m[5]:m[1]]; len(rest) > 0 && rest[0] >= '0' && rest[0] <= '9' {
				b.WriteString(strconv.Itoa(s.Known))
			} else {
				b.Write(rest)
			}
			b.Write(text[m[1]:])
			text = b.Bytes()
		}
		out[c.file] = append(text, released...)
	}
	return out, nil
}

// unreleased cuts a changelog where the first release begins; other documents are
// whole.
func unreleased(data []byte) (head, rest []byte) {
	const heading = "\n## ["
	from := bytes.Index(data, []byte("## [Unreleased]"))
	if from < 0 {
		return data, nil
	}
	if end := bytes.Index(data[from:], []byte(heading)); end >= 0 {
		return bytes.Clone(data[:from+end]), data[from+end:]
	}
	return data, nil
}

// knownOperations is the line of a specification that says how many operations the
// vendor counts.
var knownOperations = regexp.MustCompile(`(?m)^(  x-known-operations: )(\d+)`)

// raiseKnown makes the vendor's count at least that of the operations described: a
// new one is one that the vendor has. It returns the document as it is when there is
// nothing to raise.
func raiseKnown(data []byte, described int) []byte {
	m := knownOperations.FindSubmatch(data)
	if m == nil {
		return data
	}
	if known, err := strconv.Atoi(string(m[2])); err != nil || known >= described {
		return data
	}
	return knownOperations.ReplaceAll(data, []byte("${1}"+strconv.Itoa(described)))
}
