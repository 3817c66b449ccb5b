package facadetest_test

func ExampleServer() { client.Vaults.Create() }
