package backup

import "net/url"

// Request is a call that has no method of its own: what the Do method of each
// client takes. It gets the same sign-in, retries, limits and errors as all
// other calls.
type Request struct {
	// Method is the HTTP method; empty is GET. Zomro knows only POST, and takes
	// an empty one for it.
	Method string
	// Path is below the address of the service, such as "/v3/{project_id}/vaults",
	// and may have a query. An absolute URL is taken when it has the scheme, host
	// and port of the service, such as an href of a response. At Zomro it is the
	// name of the function, such as "instances.edit".
	Path string
	// Query is added to the query of the path.
	Query url.Values
	// Body is sent as JSON unless it is nil. Zomro takes none.
	Body any
	// Form holds the fields of a form: at Zomro those of the function. At the
	// other services it is sent as application/x-www-form-urlencoded, in place of
	// a Body.
	Form url.Values
	// Idempotent says that sending the request twice does no more than sending it
	// once. Otherwise it is sent again only when it provably never left or the
	// service says that it did nothing: some GETs change state.
	Idempotent bool
}
