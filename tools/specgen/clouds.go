package main

import (
	"bytes"
	"fmt"
	"go/format"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/tools/specgen/spec"
)

// withClouds finds the specification that says which clouds run it.
func withClouds(specs []*spec.Spec) (*spec.Spec, bool) {
	i := slices.IndexFunc(specs, func(s *spec.Spec) bool { return len(s.Clouds) > 0 })
	if i < 0 {
		return nil, false
	}
	return specs[i], true
}

// cloudTable is the table of clouds for the client and the fake.
func cloudTable(s *spec.Spec) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(header)
	fmt.Fprintf(&b, "package %s\n\n", s.Package())
	b.WriteString(`// Cloud is a cloud that runs this API. Endpoint and both addresses of IAM are
// patterns, in which {region} stands for the id of a region.
type Cloud struct {
	ID, Name string
	// Domain is the end of the names of all its hosts.
	Domain   string
	Endpoint string
	// IAMEndpoint is where accounts sign in, IAMRegional the host of one region.
	IAMEndpoint, IAMRegional string
	Regions                  []string

	operations string // the cloud that has the same
}

// Has reports whether an operation is known to be there, by its operationId.
func (c Cloud) Has(operation string) bool {
	return slices.Contains(cloudsOf(operation), c.operations)
}

// Clouds are those that are known.
func Clouds() []Cloud {
	return []Cloud{
`)
	for _, c := range s.Clouds {
		regional, operations := c.IAMRegional, c.Operations
		if regional == "" {
			regional = c.IAM
		}
		if operations == "" {
			operations = c.ID
		}
		fmt.Fprintf(&b, "{ID: %q, Name: %q, Domain: %q, Endpoint: %q,\nIAMEndpoint: %q, IAMRegional: %q, operations: %q,\nRegions: %#v},\n",
			c.ID, c.Name, c.Domain, c.CBR, c.IAM, regional, operations, c.RegionIDs())
	}
	b.WriteString("}\n}\n\n// cloudsOf are the clouds that are known to have an operation.\nfunc cloudsOf(operation string) []string {\n\tswitch operation {\n")
	same := make(map[string][]string) // operations by their clouds
	var order []string
	for _, o := range s.Operations {
		key := fmt.Sprintf("%#v", o.Clouds)
		if same[key] == nil {
			order = append(order, key)
		}
		same[key] = append(same[key], fmt.Sprintf("%q", o.ID))
	}
	for _, key := range order {
		fmt.Fprintf(&b, "\tcase %s:\n\t\treturn %s\n", strings.Join(same[key], ",\n"), key)
	}
	b.WriteString("\t}\n\treturn nil\n}\n")
	text := bytes.Replace(b.Bytes(), []byte("// Cloud is a"), []byte("import \"slices\"\n\n// Cloud is a"), 1)
	return format.Source(text)
}

// cloudNames are the constants of the facade.
func cloudNames(s *spec.Spec) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(header)
	fmt.Fprintf(&b, "package %s\n\n// The clouds that are known to run CBR.\nconst (\n", spec.FacadeOf(s.Name))
	for _, c := range s.Clouds {
		fmt.Fprintf(&b, "\t// Cloud%s is %s.\n\tCloud%[1]s Cloud = %[3]q\n", c.Constant, c.Name, c.ID)
	}
	b.WriteString(")\n\n// The regions that are known to have CBR.\nconst (\n")
	for _, c := range s.Clouds {
		fmt.Fprintf(&b, "\t// Of [Cloud%s].\n", c.Constant)
		for _, id := range c.RegionIDs() {
			fmt.Fprintf(&b, "\tRegion%s Region = %q\n", c.Regions[id], id)
		}
	}
	b.WriteString(")\n")
	return format.Source(b.Bytes())
}

// cloudPage is docs/clouds.md.
func cloudPage(s *spec.Spec) []byte {
	var b bytes.Buffer
	b.WriteString(`<!-- Made from specs/cbr.yaml by tools/specgen: run make generate. -->

# Clouds

Other clouds than Huawei's run the same service at addresses of their own. The region says which cloud it is: ` + code("cbr.Config.Region") + ` of one below is enough, and credentials for one cloud go to its own hosts only. A region that is not listed needs ` + code("Config.Cloud") + `, whose pattern then gives its addresses; a cloud that is not listed needs ` + code("backup.WithBaseURL") + ` and ` + code("Config.IAMEndpoint") + `, or ` + code("Config.Discover") + ` and ` + code("Config.IAMEndpoint") + `.

| cloud | ` + code("Config.Cloud") + ` | regions | CBR | IAM | shown by |
|---|---|---|---|---|---|
`)
	for _, c := range s.Clouds {
		regions := strings.Join(c.RegionIDs(), ", ")
		iam := code(c.IAM)
		if c.IAMRegional != "" {
			iam += ", in one region " + code(c.IAMRegional)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", c.Name, code("cbr.Cloud"+c.Constant), regions, code(c.CBR), iam, c.Source)
	}
	b.WriteString("\n## Operations\n\nWhere each operation is known to be, by the references, the clients and the API definitions that these clouds or Huawei publish. More may work than is documented, so everything is sent: an operation that a cloud does not have is " + code("backup.ErrUnsupported") + ".\n\n")
	own := slices.DeleteFunc(slices.Clone(s.Clouds), func(c spec.Cloud) bool { return c.Operations != "" })
	b.WriteString("| operation |")
	for _, c := range own {
		b.WriteString(" " + c.Name + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(own)) + "\n")
	counts := make([]int, len(own))
	for _, o := range s.Operations {
		b.WriteString("| " + o.ID + " |")
		for i, c := range own {
			mark := ""
			if c.Has(o) {
				mark = "yes"
				counts[i]++
			}
			b.WriteString(" " + mark + " |")
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "| **of %d** |", len(s.Operations))
	for _, n := range counts {
		fmt.Fprintf(&b, " **%d** |", n)
	}
	b.WriteString("\n")
	for _, c := range s.Clouds {
		if c.Operations == "" {
			continue
		}
		like := s.Clouds[slices.IndexFunc(s.Clouds, func(o spec.Cloud) bool { return o.ID == c.Operations })]
		fmt.Fprintf(&b, "\n%s is taken to have the operations of %s.\n", c.Name, like.Name)
	}
	return b.Bytes()
}
