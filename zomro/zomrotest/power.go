package zomrotest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// start, stop and reboot do what the functions of both names do.

func (s *service) start(c callInfo, id int64) error {
	if in := s.instance(id); in != nil && in.Status == "starting" {
		return nil // asked for twice
	}
	in, err := s.idle(id)
	switch {
	case err != nil:
		return err
	case in.Status == statusActive:
		return nil
	case in.Status != statusStopped:
		return wrongState("The instance cannot be started now")
	}
	s.record(c, id, "The service was started")
	s.begin(in, "starting", statusActive, nil)
	return nil
}

func (s *service) stop(c callInfo, id int64) error {
	if in := s.instance(id); in != nil && in.Status == "stopping" {
		return nil // asked for twice
	}
	in, err := s.idle(id)
	switch {
	case err != nil:
		return err
	case in.Status == statusStopped:
		return nil
	case in.Status != statusActive:
		return wrongState("The instance cannot be stopped now")
	}
	s.record(c, id, "The service was stopped")
	s.begin(in, "stopping", statusStopped, nil)
	return nil
}

func (s *service) reboot(c callInfo, id int64) error {
	in, err := s.idle(id)
	switch {
	case err != nil:
		return err
	case in.Status != statusActive:
		return wrongState("Only a running instance can be restarted")
	}
	s.record(c, id, "The service was restarted")
	s.begin(in, "rebooting", statusActive, nil)
	return nil
}

// alias does the work of a function that is a form under its other name.
func (s *service) alias(c callInfo, id int64, sok bool, act func(callInfo, int64) error) (any, error) {
	if sok {
		return c.done(), act(c, id)
	}
	if s.instance(id) == nil {
		return nil, missed("instances", id)
	}
	return formOn(c, id, 0), nil
}

// StartInstance implements the generated server.
func (s *service) StartInstance(ctx context.Context, in *zomroapi.StartInstanceForm) (any, error) {
	c := callOf(ctx)
	return c.done(), s.start(c, in.ElementID)
}

// StopInstance implements the generated server.
func (s *service) StopInstance(ctx context.Context, in *zomroapi.StopInstanceForm) (any, error) {
	c := callOf(ctx)
	return c.done(), s.stop(c, in.ElementID)
}

// RebootInstance implements the generated server.
func (s *service) RebootInstance(ctx context.Context, in *zomroapi.RebootInstanceForm) (any, error) {
	c := callOf(ctx)
	return c.done(), s.reboot(c, in.ElementID)
}

// StartInstanceAlias implements the generated server.
func (s *service) StartInstanceAlias(ctx context.Context, in *zomroapi.StartInstanceAliasForm) (any, error) {
	return s.alias(callOf(ctx), in.ElementID, in.Sok != "", s.start)
}

// StopInstanceAlias implements the generated server.
func (s *service) StopInstanceAlias(ctx context.Context, in *zomroapi.StopInstanceAliasForm) (any, error) {
	return s.alias(callOf(ctx), in.ElementID, in.Sok != "", s.stop)
}

// RebootInstanceAlias implements the generated server.
func (s *service) RebootInstanceAlias(ctx context.Context, in *zomroapi.RebootInstanceAliasForm) (any, error) {
	return s.alias(callOf(ctx), in.ElementID, in.Sok != "", s.reboot)
}
