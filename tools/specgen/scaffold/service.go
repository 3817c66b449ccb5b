package scaffold

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// How a client declares and makes its services.
var (
	serviceField = regexp.MustCompile(`(?m)^\t[A-Z]\w* +\*\w+Service\n`)
	serviceMade  = regexp.MustCompile(`(?m)^\tc\.\w+ = &\w+Service\{(.*)\}\n`)
)

// newService begins the service of a tag that the client has none for: a field of the
// client, where it is made, and a file for its type.
func (j *job) newService() error {
	path := j.pkg + "/client.go"
	src, err := j.open(path, "")
	if err != nil {
		return err
	}
	fields, made := serviceField.FindAllStringIndex(src.text, -1), serviceMade.FindAllStringSubmatchIndex(src.text, -1)
	if len(fields) == 0 || len(made) == 0 {
		return fmt.Errorf("the client of %s has no service %s: add the field to %s and the type to %[1]s/%[4]s.go first", j.pkg, j.op.Tag, path, strings.ToLower(j.op.Tag))
	}
	j.service, j.file = j.op.Tag+"Service", strings.ToLower(j.op.Tag)+".go"
	about := lower(strings.TrimSuffix(strings.Join(strings.Fields(j.tagText()), " "), "."))
	last := made[len(made)-1]
	src.text = src.text[:last[1]] + fmt.Sprintf("\tc.%s = &%s{%s}\n", j.op.Tag, j.service, src.text[last[2]:last[3]]) + src.text[last[1]:]
	end := fields[len(fields)-1][1]
	src.text = src.text[:end] + fmt.Sprintf("\t// %s: %s.\n\t%[1]s *%[3]s\n", j.op.Tag, about, j.service) + src.text[end:]
	typ, err := j.open(j.pkg+"/"+j.file, "package "+j.pkg+"\n")
	if err != nil {
		return err
	}
	typ.text += fmt.Sprintf("\n// %s serves %s.\ntype %[1]s struct{ client *Client }\n", j.service, about)
	j.wrote(path, "\t"+j.op.Tag+" ", "the client's field "+j.op.Tag)
	return nil
}

// tagText is what the specification says of the tag.
func (j *job) tagText() string {
	if tag := j.spec.Doc.Tags.Get(j.op.Tag); tag != nil && tag.Description != "" {
		return tag.Description
	}
	return "operations of " + j.op.Tag
}

// newGroup begins a group of commands for a service that has none, and puts it into
// the list of groups. It returns where its verbs are.
func (j *job) newGroup() (file, group string, err error) {
	name := kebab(singular(j.op.Tag))
	file = j.pkg + "_" + strings.ReplaceAll(name, "-", "_") + ".go"
	function := j.pkg + j.op.Tag
	list, err := j.open(spec.CommandDir+"/"+j.pkg+".go", "")
	if err != nil {
		return "", "", err
	}
	head, tail, ok := strings.Cut(list.text, "func "+j.pkg+"Groups() []group {\n\treturn []group{\n")
	groups, rest, closed := strings.Cut(tail, "\n\t}\n")
	if !ok || !closed {
		return "", "", fmt.Errorf("%s/%s.go has no list of groups", spec.CommandDir, j.pkg)
	}
	list.text = head + "func " + j.pkg + "Groups() []group {\n\treturn []group{\n" + groups + "\n\t\t" + function + "(),\n\t}\n" + rest
	src, err := j.open(spec.CommandDir+"/"+file, "package cli\n")
	if err != nil {
		return "", "", err
	}
	src.text += fmt.Sprintf("\nfunc %s() group {\nreturn group{name: %q, short: %q, verbs: []verb{\n}}\n}\n", function, name, strings.TrimSuffix(strings.Join(strings.Fields(j.tagText()), " "), "."))
	src.imports("github.com/backup-sdk/backup-go/" + j.pkg)
	return file, name, nil
}
