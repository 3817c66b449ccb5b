package zomrotest

import (
	"context"

	"github.com/backup-sdk/backup-go/gen/zomroserver"
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
func (s *service) alias(c callInfo, id int64, sok bool, act func(callInfo, int64) error) error {
	if sok {
		return act(c, id)
	}
	if s.instance(id) == nil {
		return missed("instances", id)
	}
	return formOn(c, id, 0)
}

// StartInstance implements the generated server.
func (s *service) StartInstance(ctx context.Context, request zomroserver.StartInstanceRequestObject) (zomroserver.StartInstanceResponseObject, error) {
	c := callOf(ctx)
	return zomroserver.StartInstance200JSONResponse{Doc: c.done()}, s.start(c, request.Body.ElementID)
}

// StopInstance implements the generated server.
func (s *service) StopInstance(ctx context.Context, request zomroserver.StopInstanceRequestObject) (zomroserver.StopInstanceResponseObject, error) {
	c := callOf(ctx)
	return zomroserver.StopInstance200JSONResponse{Doc: c.done()}, s.stop(c, request.Body.ElementID)
}

// RebootInstance implements the generated server.
func (s *service) RebootInstance(ctx context.Context, request zomroserver.RebootInstanceRequestObject) (zomroserver.RebootInstanceResponseObject, error) {
	c := callOf(ctx)
	return zomroserver.RebootInstance200JSONResponse{Doc: c.done()}, s.reboot(c, request.Body.ElementID)
}

// StartInstanceAlias implements the generated server.
func (s *service) StartInstanceAlias(ctx context.Context, request zomroserver.StartInstanceAliasRequestObject) (zomroserver.StartInstanceAliasResponseObject, error) {
	c := callOf(ctx)
	err := s.alias(c, request.Body.ElementID, request.Body.Sok != "", s.start)
	return zomroserver.StartInstanceAlias200JSONResponse{Doc: c.done()}, err
}

// StopInstanceAlias implements the generated server.
func (s *service) StopInstanceAlias(ctx context.Context, request zomroserver.StopInstanceAliasRequestObject) (zomroserver.StopInstanceAliasResponseObject, error) {
	c := callOf(ctx)
	err := s.alias(c, request.Body.ElementID, request.Body.Sok != "", s.stop)
	return zomroserver.StopInstanceAlias200JSONResponse{Doc: c.done()}, err
}

// RebootInstanceAlias implements the generated server.
func (s *service) RebootInstanceAlias(ctx context.Context, request zomroserver.RebootInstanceAliasRequestObject) (zomroserver.RebootInstanceAliasResponseObject, error) {
	c := callOf(ctx)
	err := s.alias(c, request.Body.ElementID, request.Body.Sok != "", s.reboot)
	return zomroserver.RebootInstanceAlias200JSONResponse{Doc: c.done()}, err
}

// ChangeInstancePassword implements the generated server. Only a running
// machine can take a new password.
func (s *service) ChangeInstancePassword(ctx context.Context, request zomroserver.ChangeInstancePasswordRequestObject) (zomroserver.ChangeInstancePasswordResponseObject, error) {
	c, form := callOf(ctx), request.Body
	in, err := s.newPassword(c, form.ElementID, form.Password, form.Sok != "")
	if err != nil {
		return nil, err
	}
	if in.Status != statusActive {
		return nil, wrongState("The instance is not running")
	}
	in.Password = form.Password
	s.record(c, in.ID, "The password of the server was changed")
	return zomroserver.ChangeInstancePassword200JSONResponse{Doc: c.done()}, nil
}

// ChangeServicePassword implements the generated server.
func (s *service) ChangeServicePassword(ctx context.Context, request zomroserver.ChangeServicePasswordRequestObject) (zomroserver.ChangeServicePasswordResponseObject, error) {
	c, form := callOf(ctx), request.Body
	in, err := s.newPassword(c, form.ElementID, form.Password, form.Sok != "")
	if err != nil {
		return nil, err
	}
	in.Password = form.Password
	s.record(c, in.ID, "The password of the service was changed")
	return zomroserver.ChangeServicePassword200JSONResponse{Doc: c.done()}, nil
}

func (s *service) newPassword(c callInfo, id int64, password string, sok bool) (*instance, error) {
	if s.instance(id) != nil && !sok {
		return nil, formOn(c, id, 0).set("password", "")
	}
	in, err := s.idle(id)
	if err != nil {
		return nil, err
	}
	return in, checkPassword(password)
}
