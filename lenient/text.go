package lenient

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// Text is a response that is one text: a JSON string, or plain text.
type Text string //nolint:recvcheck // as with all that reads itself

var errNotText = errors.New("response is not a text")

// IsZero reports whether there is no text.
func (t Text) IsZero() bool { return t == "" }

// ReadResponse reads a whole response; see [Text]. Null is "".
func (t *Text) ReadResponse(data []byte) error {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if len(data) > 0 && data[0] == '"' {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		*t = Text(strings.TrimSpace(text))
		return nil
	}
	switch {
	case string(data) == "null":
		*t = ""
		return nil
	case len(data) > 0 && strings.IndexByte("<{[", data[0]) >= 0, bytes.ContainsAny(data, "\r\n\x00"), !utf8.Valid(data):
		return errNotText
	}
	*t = Text(data)
	return nil
}
