package cloutilitytest

import (
	"context"
	"slices"
	"strings"

	"github.com/backup-sdk/backup-go/gen/cloutilityserver"
)

// GetDeleteRequest answers what is there.
func (s *service) GetDeleteRequest(ctx context.Context, request cloutilityserver.GetDeleteRequestRequestObject) (cloutilityserver.GetDeleteRequestResponseObject, error) {
	defer s.lock()()
	if _, err := s.consumer(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, deleteRequests, request.ConsumerID)
}

// DeleteMicrosoft365Account deletes the account there is.
func (s *service) DeleteMicrosoft365Account(_ context.Context, request cloutilityserver.DeleteMicrosoft365AccountRequestObject) (cloutilityserver.DeleteMicrosoft365AccountResponseObject, error) {
	defer s.lock()()
	c, err := s.consumer(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	of := shelf{accounts365, c.id}
	if len(s.shelves[of]) == 0 {
		return nil, notFound("There is no " + string(accounts365) + ".")
	}
	delete(s.shelves, of)
	s.audit(auditDelete, c.unit, c.id, "Microsoft 365 account was deleted")
	return s.deleted(nil), nil
}

// GetPointRepository answers what is there.
func (s *service) GetPointRepository(ctx context.Context, request cloutilityserver.GetPointRepositoryRequestObject) (cloutilityserver.GetPointRepositoryResponseObject, error) {
	defer s.lock()()
	if _, err := s.consumer(request.BunitID, request.ConsumerID); err != nil {
		return nil, err
	}
	return s.shelfLast(ctx, repositories, request.ConsumerID)
}

// ListDestinations answers the other business units that the user sees: all have
// access to the one server.
func (s *service) ListDestinations(ctx context.Context, request cloutilityserver.ListDestinationsRequestObject) (cloutilityserver.ListDestinationsResponseObject, error) {
	defer s.lock()()
	c, err := s.consumer(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	all := append([]*unit{s.units[HomeUnit]}, s.below(HomeUnit)...)
	all = slices.DeleteFunc(all, func(u *unit) bool { return u.id == c.unit })
	path := consumerPath(request.BunitID, request.ConsumerID) + "/destinations"
	return s.unitList(ctx, path, all, window{request.Params.Offset, request.Params.Limit}), nil
}

// UpdateConsumer changes what the body has; the rest stays.
func (s *service) UpdateConsumer(ctx context.Context, request cloutilityserver.UpdateConsumerRequestObject) (cloutilityserver.UpdateConsumerResponseObject, error) {
	defer s.lock()()
	c, err := s.consumer(request.BunitID, request.ConsumerID)
	if err != nil {
		return nil, err
	}
	in := request.Body
	if strings.TrimSpace(in.Name) == "" {
		return nil, invalid("The field Name is required.")
	}
	c.name = in.Name
	replaceText(&c.note, in.Note)
	replaceText(&c.reference, in.ExternalReference)
	replace(&c.highStorage, in.LimitHighStorage)
	replace(&c.allowInactive, in.AllowNoActivity)
	if !in.BillingStartDate.IsZero() {
		c.billing = in.BillingStartDate
	}
	s.audit(auditModify, c.unit, c.id, "Consumption unit was modified")
	return ok(s.consumerObject(ctx, c, true)), nil
}
