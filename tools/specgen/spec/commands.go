package spec

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// CommandDir is where the verbs of the command line are, ScriptDir where the
// scripts that run them are; both are relative to the root of the module.
const (
	CommandDir = "cmd/backupctl/internal/cli"
	ScriptDir  = CommandDir + "/testdata/script"
)

// Command is one verb of the command line.
type Command struct {
	Service string   // "cbr"
	Group   string   // "vault"; "" for one that is about no kind of thing
	Verb    string   // "get"
	Methods []string // it stands for: "Vaults.Get"
	File    string   // inside CommandDir
}

// Path is how it is called, without the name of the program.
func (c Command) Path() string {
	return strings.Join(strings.Fields(c.Service+" "+c.Group+" "+c.Verb), " ")
}

// Commands are the verbs of the command line, as its source shows them.
type Commands struct {
	All     []Command
	scripts map[string]string // texts by name
}

// ReadCommands parses the command line below root, and reads its scripts.
func ReadCommands(root string) (*Commands, error) {
	dir := filepath.Join(root, filepath.FromSlash(CommandDir))
	sources, _, err := parseDir(dir)
	if err != nil {
		return nil, err
	}
	c := &Commands{scripts: make(map[string]string)}
	groups := groupsOf(sources)
	for _, name := range sortedKeys(sources) {
		for _, decl := range sources[name].Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				c.add(name, fn, groups)
			}
		}
	}
	scripts, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(ScriptDir), "*.txt"))
	if err != nil {
		return nil, err
	}
	for _, file := range scripts {
		data, err := os.ReadFile(file) //nolint:gosec // the module's own
		if err != nil {
			return nil, err
		}
		c.scripts[filepath.Base(file)] = string(data)
	}
	return c, nil
}

// Of are the commands that stand for a method of a facade, such as "Vaults.Get".
func (c *Commands) Of(facade, method string) []Command {
	var out []Command
	for _, cmd := range c.All {
		for _, m := range cmd.Methods {
			if cmd.Service == facade && m == method {
				out = append(out, cmd)
				break
			}
		}
	}
	return out
}

// Scripts are the scripts that run a command, by their names.
func (c *Commands) Scripts(cmd Command) []string {
	var out []string
	for _, name := range sortedKeys(c.scripts) {
		for line := range strings.Lines(c.scripts[name]) {
			if strings.Contains(strings.TrimSpace(line)+" ", "ctl "+cmd.Path()+" ") {
				out = append(out, name)
				break
			}
		}
	}
	return out
}

// Script is the text of a script.
func (c *Commands) Script(name string) string { return c.scripts[name] }

// groupsOf finds the group that the verbs of each function are in: that of the
// function itself, or of the one that calls it.
func groupsOf(sources map[string]*ast.File) map[string]string {
	groups, calls := make(map[string]string), make(map[string][]string)
	for _, file := range sources {
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CompositeLit:
					if isIdent(n.Type, "group") {
						groups[fn.Name.Name] = text(field(n, "name"))
					}
				case *ast.CallExpr:
					if id, ok := n.Fun.(*ast.Ident); ok {
						calls[fn.Name.Name] = append(calls[fn.Name.Name], id.Name)
					}
				}
				return true
			})
		}
	}
	for _, caller := range sortedKeys(calls) {
		for _, callee := range calls[caller] {
			if name := groups[caller]; name != "" && groups[callee] == "" {
				groups[callee] = name
			}
		}
	}
	return groups
}

// add finds the verbs in a function.
func (c *Commands) add(file string, fn *ast.FuncDecl, groups map[string]string) {
	if fn.Body == nil {
		return
	}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		use := ""
		if ok {
			use = text(field(lit, "use"))
		}
		if use == "" {
			return true
		}
		cmd := Command{Group: groups[fn.Name.Name], Verb: strings.Fields(use)[0], File: file}
		ast.Inspect(lit, func(n ast.Node) bool {
			if service, method := methodExpression(n); method != "" {
				cmd.Service = service
				cmd.Methods = append(cmd.Methods, method)
			}
			return true
		})
		c.All = append(c.All, cmd)
		return false
	})
}

// methodExpression takes (*cbr.VaultsService).Get apart.
func methodExpression(n ast.Node) (facade, method string) {
	sel, ok := n.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	paren, ok := sel.X.(*ast.ParenExpr)
	if !ok {
		return "", ""
	}
	star, ok := paren.X.(*ast.StarExpr)
	if !ok {
		return "", ""
	}
	typ, ok := star.X.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	pkg, ok := typ.X.(*ast.Ident)
	if !ok {
		return "", ""
	}
	return pkg.Name, strings.TrimSuffix(typ.Sel.Name, "Service") + "." + sel.Sel.Name
}

// field is the value of a field of a literal, nil when it has none.
func field(lit *ast.CompositeLit, name string) ast.Expr {
	for _, element := range lit.Elts {
		if kv, ok := element.(*ast.KeyValueExpr); ok && isIdent(kv.Key, name) {
			return kv.Value
		}
	}
	return nil
}

// text is the value of a literal string, "" for anything else.
func text(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	value, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return value
}
