package cloutility

import (
	"context"
	"iter"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/gen/cloutilityapi"
	"github.com/backup-sdk/backup-go/internal/validate"
)

// DeleteRequestsService says when deletions that users ask for are carried out,
// and who may approve them. [ConsumersService.DeleteRequest] reads a request. Only
// the vendor's help pages show these calls.
type DeleteRequestsService struct{ client *Client }

// CreateDeleteRequestSettingsInput are settings for deletion requests to make.
type CreateDeleteRequestSettingsInput struct {
	DeleteRequestSettingsFields

	// AllowLessRestrictive accepts settings that restrict less than those of the
	// unit above, which needs a privilege of its own.
	AllowLessRestrictive bool
}

// UpdateDeleteRequestSettingsInput are settings for deletion requests as they are
// to be.
type UpdateDeleteRequestSettingsInput struct {
	DeleteRequestSettingsFields

	// AllowLessRestrictive accepts settings that restrict less than those of the
	// unit above, which needs a privilege of its own.
	AllowLessRestrictive bool
}

// CreateSettings makes the settings for deletion requests of a business unit. It
// is not sent again once it may have arrived. Inference: the vendor's page is cut
// before its response; of a server that sends nothing the result is empty.
func (s *DeleteRequestsService) CreateSettings(ctx context.Context, businessUnitID int64, in CreateDeleteRequestSettingsInput) (*DeleteRequestSettings, error) {
	if err := checkDeleteRequestSettings("CreateDeleteRequestSettingsInput", &in.DeleteRequestSettingsFields); err != nil {
		return nil, err
	}
	params := cloutilityapi.CreateDeleteRequestSettingsParams{AllowLessRestrictive: in.AllowLessRestrictive}
	return s.client.api.CreateDeleteRequestSettings(ctx, businessUnitID, params, in.DeleteRequestSettingsFields)
}

// UpdateSettings changes the settings for deletion requests of a business unit.
// Whether fields left out keep their values is not documented. Inference: the
// vendor's page is cut before its response; of a server that sends nothing the
// result is empty.
func (s *DeleteRequestsService) UpdateSettings(ctx context.Context, businessUnitID, settingsID int64, in UpdateDeleteRequestSettingsInput) (*DeleteRequestSettings, error) {
	if err := checkDeleteRequestSettings("UpdateDeleteRequestSettingsInput", &in.DeleteRequestSettingsFields); err != nil {
		return nil, err
	}
	params := cloutilityapi.UpdateDeleteRequestSettingsParams{AllowLessRestrictive: in.AllowLessRestrictive}
	return s.client.api.UpdateDeleteRequestSettings(ctx, businessUnitID, settingsID, params, in.DeleteRequestSettingsFields)
}

func checkDeleteRequestSettings(input string, in *DeleteRequestSettingsFields) error {
	for i, day := range in.DeletionDays {
		if day < 1 || day > maxDayOfMonth {
			return invalidArgument(validate.Element(input+".DeletionDays", i), "must be from 1 to 31")
		}
	}
	return validate.FirstError(
		optional(input+".OffsetDays", in.OffsetDays), optional(input+".OffsetMonths", in.OffsetMonths),
		optional(input+".MonthSpan", in.MonthSpan), optional(input+".GigaBytesWarningLimit", in.GigaBytesWarningLimit),
	)
}

// ListApprovers returns the users who may approve deletion requests of a business
// unit.
func (s *DeleteRequestsService) ListApprovers(ctx context.Context, businessUnitID int64, in ListDeleteRequestApproversInput) (*backup.Page[User], error) {
	if err := checkPage("ListDeleteRequestApproversInput", in.Cursor, in.Limit); err != nil {
		return nil, err
	}
	list, err := s.client.api.ListDeleteRequestApprovers(ctx, businessUnitID, in)
	return pageOf(in.Cursor, list, err)
}

// AllApprovers yields all that ListApprovers returns, page after page, beginning at in.Cursor.
func (s *DeleteRequestsService) AllApprovers(ctx context.Context, businessUnitID int64, in ListDeleteRequestApproversInput) iter.Seq2[User, error] {
	return backup.Paginate(ctx, in.Cursor, func(ctx context.Context, cursor string) (*backup.Page[User], error) {
		page := in
		page.Cursor = cursor
		return s.ListApprovers(ctx, businessUnitID, page)
	}, func(item User) string { return keyOf(item.ID) })
}
