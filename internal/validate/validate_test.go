package validate_test

import (
	"errors"
	"math"
	"testing"

	backup "github.com/backup-sdk/backup-go"
	"github.com/backup-sdk/backup-go/internal/validate"
)

func TestArguments(t *testing.T) {
	t.Parallel()
	const arg = validate.Argument("service")
	cursor := func(text string) error {
		_, err := arg.Cursor("Input.Cursor", text)
		return err
	}
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"an id":               {arg.Positive("unitID", 7), ""},
		"zero":                {arg.Positive("unitID", 0), "service: unitID must be positive"},
		"a negative id":       {arg.Positive("unitID", math.MinInt64), "service: unitID must be positive"},
		"a segment":           {arg.Segment("vaultID", "a/b"), ""},
		"no segment":          {arg.Segment("vaultID", ""), "service: vaultID must not be empty, . or .."},
		"the parent":          {arg.Segment("vaultID", ".."), "service: vaultID must not be empty, . or .."},
		"the first page":      {cursor(""), ""},
		"a cursor":            {cursor("120"), ""},
		"a word as a cursor":  {cursor("next"), "service: Input.Cursor must be the Next of a page"},
		"a negative cursor":   {cursor("-1"), "service: Input.Cursor must be the Next of a page"},
		"a cursor with plus":  {cursor("+1"), "service: Input.Cursor must be the Next of a page"},
		"a cursor too large":  {cursor("99999999999999999999"), "service: Input.Cursor must be the Next of a page"},
		"the first of errors": {validate.FirstError(nil, arg.Invalid(validate.Element("IDs", 2), "is empty"), errors.New("later")), "service: IDs[2] is empty"},
		"no errors":           {validate.FirstError(nil, nil), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := ""
			if tt.err != nil {
				text = tt.err.Error()
				if !errors.Is(tt.err, backup.ErrInvalid) {
					t.Errorf("%v does not match ErrInvalid", tt.err)
				}
			}
			if text != tt.want {
				t.Errorf("%q, want %q", text, tt.want)
			}
		})
	}
	if list := validate.NonNil[string](nil); list == nil || len(list) != 0 {
		t.Errorf("%#v", list)
	}
}
