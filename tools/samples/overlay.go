package samples

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// Overlay is a specification with the samples of all its operations, for readers and
// for the tools of others. The text is that of specs/, comments included.
func Overlay(root string, s *spec.Spec) ([]byte, error) {
	all, err := All(root, s)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(specFile(root, s.Name))
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return nil, errors.New("the document is empty")
	}
	byOperation := make(map[string][]Sample)
	for _, sample := range all {
		byOperation[sample.Operation] = append(byOperation[sample.Operation], sample)
	}
	paths := member(doc.Content[0], "paths")
	if paths == nil {
		return nil, errors.New("the document has no paths")
	}
	done := 0
	for i := 1; i < len(paths.Content); i += 2 {
		item := paths.Content[i]
		for j := 1; j < len(item.Content); j += 2 {
			operation := item.Content[j]
			id := member(operation, "operationId")
			if id == nil {
				continue
			}
			if err := set(operation, extension, list(byOperation[id.Value])); err != nil {
				return nil, err
			}
			done++
		}
	}
	fold(&doc)
	if done != len(s.Operations) {
		return nil, fmt.Errorf("%d of %d operations were found in the text", done, len(s.Operations))
	}
	var b bytes.Buffer
	encoder := yaml.NewEncoder(&b)
	encoder.SetIndent(2) //nolint:mnd // as in specs/
	if err := encoder.Encode(&doc); err != nil {
		return nil, err
	}
	return b.Bytes(), encoder.Close()
}

// fold joins the lines of a paragraph in descriptions: where lines end says nothing,
// and the search of a page that draws them takes the words on both sides for one.
func fold(n *yaml.Node) {
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			if key, value := n.Content[i], n.Content[i+1]; key.Value == "description" && value.Kind == yaml.ScalarNode && strings.Contains(value.Value, "\n") {
				value.Value = folded(value.Value)
			}
		}
	}
	for _, child := range n.Content {
		fold(child)
	}
}

func folded(text string) string {
	paragraphs := strings.Split(strings.TrimSpace(text), "\n\n")
	for i, p := range paragraphs {
		if !strings.Contains(p, "\n ") && !strings.ContainsAny(p[:1], " -*|#`") && !strings.Contains(p, "\n-") && !strings.Contains(p, "\n*") && !strings.Contains(p, "\n|") {
			paragraphs[i] = strings.Join(strings.Fields(p), " ")
		}
	}
	return strings.Join(paragraphs, "\n\n") + "\n"
}

// list is the value of x-codeSamples.
func list(samples []Sample) []map[string]string {
	out := make([]map[string]string, 0, len(samples))
	for _, s := range samples {
		entry := map[string]string{"lang": s.Lang, "source": strings.TrimRight(s.Source, "\n") + "\n"}
		if s.Label != "" {
			entry["label"] = s.Label
		}
		out = append(out, entry)
	}
	return out
}

// member is the value of a key of a mapping, nil without it.
func member(mapping *yaml.Node, key string) *yaml.Node {
	if mapping.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		if mapping.Content[i].Value == key {
			return mapping.Content[i+1]
		}
	}
	return nil
}

// set adds a key to a mapping, or replaces its value.
func set(mapping *yaml.Node, key string, value any) error {
	var node yaml.Node
	if err := node.Encode(value); err != nil {
		return err
	}
	if have := member(mapping, key); have != nil {
		*have = node
		return nil
	}
	mapping.Style = 0 // a sample of several lines does not fit between braces
	mapping.Content = append(mapping.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, &node)
	return nil
}
