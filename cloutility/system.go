package cloutility

import "context"

// SystemService tells about the installation.
type SystemService struct{ client *Client }

// Version returns the server's build number, such as "1.0.5120.0". It needs a
// token, so it checks address, origin and credentials too.
func (s *SystemService) Version(ctx context.Context) (string, error) {
	return text(s.client.api.GetFullVersion(ctx))
}
