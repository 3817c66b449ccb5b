package cloutility

import (
	"context"
	"net/http"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
)

// ApplicationsService manages programs that may use the API.
type ApplicationsService struct{ client *Client }

// Create makes an application, with whose client id and origin programs sign
// in. It is not sent again once it may have arrived.
func (s *ApplicationsService) Create(ctx context.Context, businessUnitID int64, in NewApplication) (*Application, error) {
	if strings.TrimSpace(in.Name) == "" {
		return nil, refuse("NewApplication.Name", "is empty")
	}
	if strings.TrimSpace(in.Host) == "" {
		return nil, refuse("NewApplication.Host", "is empty")
	}
	return fetch[Application](ctx, s.client, cloutilityapi.OpCreateApplication, "application", func(base string) (*http.Request, error) {
		return cloutilityapi.NewCreateApplicationRequest(base, businessUnitID, in)
	}, businessUnitID)
}
