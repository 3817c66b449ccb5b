package cloutility

import (
	"context"

	"github.com/backup-sdk/backup-go/internal/validate"
)

// ApplicationsService manages programs that may use the API.
type ApplicationsService struct{ client *Client }

// Create makes an application, with whose client id and origin programs sign
// in. It is not sent again once it may have arrived.
func (s *ApplicationsService) Create(ctx context.Context, businessUnitID int64, in CreateApplicationInput) (*Application, error) {
	if err := validate.FirstError(required("CreateApplicationInput.Name", in.Name), required("CreateApplicationInput.Host", in.Host)); err != nil {
		return nil, err
	}
	return s.client.api.CreateApplication(ctx, businessUnitID, in)
}
