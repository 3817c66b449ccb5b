package zomro

import "strings"

// Form is a form of the service as it stands before it is submitted: its
// present values and the choices of its fields. Reading one changes nothing.
type Form struct {
	// Values are the present values by the name of the field. Passwords, keys
	// and sessions are left out.
	Values map[string]string
	// Choices are what fields can be set to, by the name of the field.
	Choices map[string][]Choice
	// Labels are texts for people by name, such as the names of addons.
	Labels map[string]string
}

// Choice is one value of a form's field.
type Choice struct {
	// Key is the value to send.
	Key string
	// Text is for people.
	Text string
	// Depend is the value of another field that makes this one available, such
	// as the zone of an image; empty when it always is.
	Depend string
}

// newForm makes a form of a document. Choices without a key, and with the key
// "null" (a line of dashes), cannot be sent and are left out.
func newForm(doc *Node) *Form {
	f := &Form{Values: make(map[string]string), Choices: make(map[string][]Choice), Labels: make(map[string]string)}
	for i := range doc.Children {
		n := &doc.Children[i]
		switch n.Name {
		case "slist":
			name := n.Attr("name")
			for val := range n.All("val") {
				if key := val.Attr("key"); key != "" && key != "null" {
					f.Choices[name] = append(f.Choices[name], Choice{Key: key, Text: val.Text, Depend: val.Attr("depend")})
				}
			}
		case "messages":
			if texts := n.Child("msg"); texts != nil {
				for _, label := range texts.Children {
					f.Labels[label.Name] = label.Text
				}
			}
		case "tparams", "metadata", "saved_filters", "error":
		default:
			_, twice := f.Values[n.Name]
			if len(n.Children) == 0 && !twice && !secretField(n.Name) {
				f.Values[n.Name] = n.Value().Code()
			}
		}
	}
	return f
}

// secretField reports the fields whose values nobody should come across.
func secretField(name string) bool {
	name = strings.ToLower(name)
	return name == fieldAuth || name == fieldAuthInfo || name == "key" ||
		strings.Contains(name, "passw") || strings.Contains(name, "private")
}

// dropSecrets takes such fields out of those this package does not know.
func dropSecrets(extra map[string]string) {
	for name := range extra {
		if secretField(name) {
			delete(extra, name)
		}
	}
}

// readForm has the document of a form read.
func readForm(read func(out any) error) (*Form, error) {
	var doc Node
	if err := read(&doc); err != nil {
		return nil, err
	}
	return newForm(&doc), nil
}
