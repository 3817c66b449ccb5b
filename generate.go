package backup

// Every generated file of the module comes from the lines below; run them with
// `make generate`. oapi-codegen is pinned in tools/go.mod, see tools.go.

//go:generate go run ./tools/specgen check
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config specs/cloutility.client.yaml specs/cloutility.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config specs/cloutility.server.yaml specs/cloutility.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config specs/cloutility.facade.yaml specs/cloutility.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config specs/zomro.client.yaml specs/zomro.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config specs/zomro.server.yaml specs/zomro.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config specs/cbr.client.yaml specs/cbr.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config specs/cbr.server.yaml specs/cbr.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config specs/cbr.facade.yaml specs/cbr.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config specs/iam.client.yaml specs/iam.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen -config specs/iam.server.yaml specs/iam.yaml
//go:generate go run ./tools/specgen
//go:generate go run ./tools/specgen left
//go:generate go run ./cmd/backupctl/internal/clidocs -surface api/backupctl.txt
