package facade_test

func TestEverything(t *testing.T) {
	c.Vaults.List()
	c.Vaults.Create()
	c.Version()
}

func TestThroughHelper(t *testing.T) { deep(t) }

func deep(t *testing.T) { helper(t) }

func helper(t *testing.T) {
	t.Log("much that is no method of the facade")
	t.Error(cmp.Diff(strings.Cut("a"), strings.Fields("b")))
	run(client.Vaults.List)
}

func TestUnrelated(t *testing.T) { c.Other.List() }
