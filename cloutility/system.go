package cloutility

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// SystemService tells about the installation.
type SystemService struct{ client *Client }

// Version returns the server's build number, such as "1.0.5120.0". It needs a
// token, so it checks address, origin and credentials too.
func (s *SystemService) Version(ctx context.Context) (string, error) {
	op := cloutilityapi.OpGetFullVersion
	version, err := call[bareText](ctx, s.client, op, cloutilityapi.NewGetFullVersionRequest)
	if err != nil {
		return "", err
	}
	if *version == "" {
		return "", incomplete(op, "response has no version")
	}
	return string(*version), nil
}
