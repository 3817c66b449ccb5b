package cbrtest

import (
	"net/http"
	"strconv"

	"github.com/backup-sdk/backup-go/internal/fake"
)

// shape is one of the forms in which errors come.
type shape uint8

const (
	shapeService shape = iota // error_code and error_msg
	shapeGateway              // the same with request_id
	shapeIAM                  // wrapped in "error", code is a number
	shapeWrapped              // wrapped in the name of the status, code is text
	shapeText                 // a bare text
)

// problem is an error response of the service. It writes itself.
type problem struct {
	status  int
	shape   shape
	code    string
	message string
}

func (p *problem) Error() string { return p.code + ": " + p.message }

// serviceError makes the usual error of the service; code has no prefix.
func serviceError(status int, code, message string) *problem {
	return &problem{status: status, code: "BackupService." + code, message: message}
}

func invalid(message string) *problem { return serviceError(http.StatusBadRequest, "9900", message) }

// backupMissing is what the service says of an unknown backup.
func (s *service) backupMissing() *problem {
	if s.has(QuirkUnknownIs401) {
		return malformedURL()
	}
	return serviceError(http.StatusNotFound, "6200", "The backup does not exist.")
}

// checkpointMissing is what the service says of an unknown checkpoint.
func (s *service) checkpointMissing() *problem {
	if s.has(QuirkUnknownIs401) {
		return malformedURL()
	}
	return serviceError(http.StatusNotFound, "6217", "The checkpoint does not exist.")
}

// malformedURL is what some regions say of both.
func malformedURL() *problem {
	return &problem{status: http.StatusUnauthorized, shape: shapeWrapped, message: "Malformed request url"}
}

func gatewayError(status int, code, message string) *problem {
	return &problem{status: status, shape: shapeGateway, code: code, message: message}
}

func iamError(status int, message string) *problem {
	return &problem{status: status, shape: shapeIAM, message: message}
}

// WriteResponse makes a problem a [serve.Responder].
func (p *problem) WriteResponse(w http.ResponseWriter, _ *http.Request) {
	var body any
	switch p.shape {
	case shapeService:
		body = map[string]any{"error_code": p.code, "error_msg": p.message}
	case shapeGateway:
		body = map[string]any{"error_code": p.code, "error_msg": p.message, "request_id": w.Header().Get("X-Request-Id")}
	case shapeIAM:
		body = map[string]any{"error": map[string]any{"code": p.status, "message": p.message, "title": http.StatusText(p.status)}}
	case shapeText:
		body = p.message
	case shapeWrapped:
		name := map[int]string{http.StatusBadRequest: "badRequest", http.StatusUnauthorized: "unauthorized", http.StatusForbidden: "forbidden"}[p.status]
		body = map[string]any{name: map[string]any{"code": strconv.Itoa(p.status), "message": p.message}}
	}
	fake.WriteJSON(w, p.status, body)
}
