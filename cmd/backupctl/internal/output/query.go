package output

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	jmespath "github.com/jmespath-community/go-jmespath"
)

// Query applies a JMESPath expression.
func Query(v any, expression string) (any, error) {
	numbers := make(map[json.Number]bool)
	collectNumbers(v, numbers)
	for _, text := range regexp.MustCompile(`-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?`).FindAllString(expression, -1) {
		numbers[json.Number(text)] = true // those that are none of its numbers do no harm
	}
	f := newFloats(numbers)
	search, err := jmespath.Compile(eachLiteral(expression, f.literal), f.toString(), f.toNumber())
	if err != nil {
		return nil, &UsageError{fmt.Sprintf("--query: %v", err)}
	}
	found, err := search.Search(f.plain(v))
	if err != nil {
		return nil, &UsageError{fmt.Sprintf("--query: %v", err)}
	}
	return f.tree(found), nil
}

// literal is a value of an expression with the floats of its numbers.
func (f *floats) literal(v any) any { return f.numbers(f.plain(v)) }

// numbers makes the floats of plain values numbers again, those that they are.
func (f *floats) numbers(v any) any {
	switch x := v.(type) {
	case map[string]any:
		for key, value := range x {
			x[key] = f.numbers(value)
		}
	case []any:
		for i, item := range x {
			x[i] = f.numbers(item)
		}
	case float64:
		return json.Number(strconv.FormatFloat(x, 'g', -1, 64))
	}
	return v
}

// toString is JMESPath's function of that name, which has the digits of a number.
func (f *floats) toString() jmespath.FunctionEntry {
	return jmespath.FunctionEntry{
		Name: "to_string", Arguments: []jmespath.ArgSpec{{Types: []jmespath.JpType{jmespath.JpAny}}},
		Handler: func(arguments []any) (any, error) {
			if text, ok := arguments[0].(string); ok {
				return text, nil
			}
			data, err := Encode(f.tree(arguments[0]))
			return string(data), err
		},
	}
}

// toNumber is JMESPath's function of that name, which remembers the digits.
func (f *floats) toNumber() jmespath.FunctionEntry {
	return jmespath.FunctionEntry{
		Name: "to_number", Arguments: []jmespath.ArgSpec{{Types: []jmespath.JpType{jmespath.JpAny}}},
		Handler: func(arguments []any) (any, error) {
			text, ok := arguments[0].(string)
			if !ok {
				if _, isNumber := arguments[0].(float64); isNumber {
					return arguments[0], nil
				}
				return nil, nil // null, as the specification has it
			}
			if own, ok := f.of[text]; ok {
				return own, nil
			}
			value, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return nil, nil //nolint:nilerr // null, as the specification has it
			}
			if n := number(text); n != nil && !isShort(value, n) && f.back[value] == "" {
				f.back[value] = json.Number(strings.TrimPrefix(text, "+"))
			}
			return value, nil
		},
	}
}

// eachLiteral changes the JSON literals of an expression, those in backticks, and
// returns the expression with them. What it cannot read it leaves alone: the parser
// says what is wrong with it.
func eachLiteral(expression string, change func(any) any) string {
	var b strings.Builder
	for i := 0; i < len(expression); {
		quote := expression[i]
		if quote != '`' && quote != '\'' && quote != '"' {
			b.WriteByte(quote)
			i++
			continue
		}
		end := i + 1
		for end < len(expression) && expression[end] != quote {
			if expression[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(expression) {
			b.WriteString(expression[i:])
			break
		}
		b.WriteString(string(quote) + literalOf(expression[i+1:end], quote, change) + string(quote))
		i = end + 1
	}
	return b.String()
}

func literalOf(text string, quote byte, change func(any) any) string {
	if quote != '`' {
		return text
	}
	v, err := Parse([]byte(strings.ReplaceAll(text, "\\`", "`")))
	if err != nil {
		return text
	}
	data, err := Encode(change(v))
	if err != nil {
		return text
	}
	return strings.ReplaceAll(string(data), "`", "\\`")
}
