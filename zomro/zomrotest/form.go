package zomrotest

import (
	"encoding/json"

	"github.com/backup-sdk/backup-go/gen/zomroapi"
)

// form is a document that shows a form: present values, and choices to set them
// to. A function that acts responds with one when it is called without sok. The
// specification types the choices alone, as the values are different in every
// form.
type form struct {
	call    callInfo
	values  map[string]string
	choices []zomroapi.ChoiceList
	labels  map[string]string
}

func newForm(c callInfo) *form {
	return &form{call: c, values: make(map[string]string), labels: make(map[string]string)}
}

// formOn is the form about an element, and about its parent where it has one.
func formOn(c callInfo, elid, plid int64) *form {
	f := newForm(c)
	if elid != 0 {
		f.values["elid"] = text(elid)
	}
	if plid != 0 {
		f.values["plid"] = text(plid)
	}
	return f
}

func (f *form) set(name, value string) *form {
	f.values[name] = value
	return f
}

// choose adds the choices of a field. A field without any has none.
func (f *form) choose(name string, choices ...zomroapi.Choice) *form {
	if len(choices) > 0 {
		f.choices = append(f.choices, zomroapi.ChoiceList{Name: name, Values: choices})
	}
	return f
}

// label names a field for people.
func (f *form) label(name, text string) *form {
	f.labels[name] = text
	return f
}

// MarshalJSON implements json.Marshaler.
func (f *form) MarshalJSON() ([]byte, error) {
	doc := map[string]any{
		"$lang": f.call.lang, "$func": f.call.function, "tparams": f.call.echo(),
		"metadata": map[string]any{"$type": "form", "$name": f.call.function},
	}
	for name, value := range f.values {
		doc[name] = scalar(value)
	}
	if len(f.choices) > 0 {
		doc["slist"] = f.choices
	}
	if len(f.labels) > 0 {
		doc["messages"] = map[string]any{"$name": f.call.function, "msg": f.labels}
	}
	return json.Marshal(doc)
}

// scalar writes a value also when it is empty, as {}.
func scalar(value string) map[string]string {
	if value == "" {
		return map[string]string{}
	}
	return map[string]string{"$": value}
}

// choices makes choices whose keys are their texts.
func choices(texts ...string) []zomroapi.Choice {
	out := make([]zomroapi.Choice, len(texts))
	for i, t := range texts {
		out[i] = zomroapi.Choice{Key: t, Text: t}
	}
	return out
}
