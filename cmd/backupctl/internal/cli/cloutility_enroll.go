package cli

import (
	"context"
	"os"

	"github.com/backup-sdk/backup-go/cloutility"
)

// enrollInput is an enrolment as flags have it.
type enrollInput struct {
	Name            string
	ConsumerID      int64               `help:"consumption unit to continue with, when several have the name"`
	BusinessUnit    string              `help:"name or id of the business unit; the user's own by default"`
	OperatingSystem string              `help:"name or id of the platform; needed when the node has to be made"`
	NodeType        string              `help:"name or id of the kind of node"`
	Domain          string              `help:"name or id of the policy domain"`
	ClientOptionSet string              `help:"name or id of a set of options the server enforces"`
	Contact         string              `help:"whom to ask about the machine"`
	NodeName        string              `help:"name on the backup server; the suggested one by default"`
	Options         cloutility.Platform `help:"add the text of dsm.sys and dsm.opt for this platform: linux, macos, windows"`
}

// enrolled is what an enrolment gives.
type enrolled struct {
	cloutility.Enrolment
	OptionFiles []cloutility.OptionFile
}

func enroll(ctx context.Context, c *cloutility.Client, in enrollInput) (*enrolled, error) {
	if in.Name == "" {
		host, err := os.Hostname()
		if err != nil {
			return nil, err
		}
		in.Name = host
	}
	result, err := c.Enroll(ctx, cloutility.EnrollInput{
		Name: in.Name, ConsumerID: in.ConsumerID, BusinessUnit: in.BusinessUnit, OperatingSystem: in.OperatingSystem,
		NodeType: in.NodeType, Domain: in.Domain, ClientOptionSet: in.ClientOptionSet, Contact: in.Contact, NodeName: in.NodeName,
		Progress: func(s cloutility.EnrollStep) { note(ctx, s.Step+" "+s.Action) },
	})
	if result == nil {
		return nil, err
	}
	out := &enrolled{Enrolment: *result}
	if in.Options != "" && err == nil {
		out.OptionFiles, err = result.Options(in.Options)
	}
	return out, err
}
