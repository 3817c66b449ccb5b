// Package enginetest helps to test what stands on package engine: [Steps] calls a
// handler without a store, and [StartPostgres] gives tests a PostgreSQL of their own.
package enginetest
