package cloutility

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"
)

// bareText is an answer that is one text: a JSON string, or plain text. Which
// of them a server sends for a node's name is not documented; the version is
// known to be a JSON string.
type bareText string

var errNotText = errors.New("answer is not a text")

func (t *bareText) read(data []byte) error {
	data = bytes.TrimSpace(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if len(data) > 0 && data[0] == '"' {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		*t = bareText(strings.TrimSpace(text))
		return nil
	}
	switch {
	case string(data) == "null":
		*t = ""
		return nil
	case len(data) > 0 && strings.IndexByte("<{[", data[0]) >= 0, bytes.ContainsAny(data, "\r\n\x00"), !utf8.Valid(data):
		return errNotText
	}
	*t = bareText(data)
	return nil
}
