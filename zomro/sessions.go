package zomro

import (
	"context"
	"net/http"
	"strconv"

	"golang.org/x/sync/singleflight"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/token"
)

// sessions signs calls with a session it opens and renews.
type sessions struct {
	*credentials
	probes singleflight.Group
}

// Authenticate implements [rest.Authenticator].
func (s *sessions) Authenticate(ctx context.Context, req *http.Request) (token.Generation, error) {
	session, generation, err := s.cache.Get(ctx)
	if err != nil {
		return 0, err
	}
	s.use(session, generation)
	setField(req, fieldAuth, session.Reveal())
	return generation, nil
}

// Rejected implements [rest.Authenticator]. An error of class "access" does not
// tell whether rights are missing or the session has ended; the service's own
// panel asks keepalive then, and so does this.
func (s *sessions) Rejected(ctx context.Context, generation token.Generation, err *backup.Error) bool {
	switch {
	case err.Kind == backup.KindUnauthenticated:
		return s.cache.Invalidate(generation)
	case !isAccess(err):
		return false
	}
	// One question for all goroutines that got the same answer. It must not end
	// with the caller that happened to ask.
	asked := s.probes.DoChan(strconv.FormatUint(uint64(generation), 10), func() (any, error) {
		session, current, err := s.cache.Get(context.WithoutCancel(ctx))
		switch {
		case err != nil:
			return false, nil //nolint:nilerr // the call keeps the error it has
		case current != generation:
			return true, nil // somebody else was faster
		}
		return s.ended(context.WithoutCancel(ctx), session) && s.cache.Invalidate(generation), nil
	})
	select {
	case <-ctx.Done():
		// It stays unknown what the refusal meant.
		err.Kind, err.Err = backup.KindUnknown, backup.ContextError(ctx)
		return false
	case answer := <-asked:
		ended, _ := answer.Val.(bool)
		return ended
	}
}

// fixedSession signs calls with a session opened elsewhere.
type fixedSession struct {
	*credentials
	id backup.Secret
}

// Authenticate implements [rest.Authenticator].
func (s *fixedSession) Authenticate(_ context.Context, req *http.Request) (token.Generation, error) {
	setField(req, fieldAuth, s.id.Reveal())
	return 0, nil
}

// Rejected implements [rest.Authenticator]: the session cannot be renewed, but
// the error should say what is wrong with it.
func (s *fixedSession) Rejected(ctx context.Context, _ token.Generation, err *backup.Error) bool {
	if isAccess(err) && s.ended(ctx, s.id) {
		err.Kind = backup.KindUnauthenticated
	}
	return false
}

// perCall signs calls with the name and password.
type perCall struct {
	info backup.Secret
}

// Authenticate implements [rest.Authenticator].
func (p perCall) Authenticate(_ context.Context, req *http.Request) (token.Generation, error) {
	setField(req, fieldAuthInfo, p.info.Reveal())
	return 0, nil
}

// Rejected implements [rest.Authenticator].
func (perCall) Rejected(context.Context, token.Generation, *backup.Error) bool { return false }
