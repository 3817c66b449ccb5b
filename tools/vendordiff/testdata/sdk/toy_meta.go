package v1

func GenReqDefForShowBox() *def.HttpRequestDef {
	b := def.NewHttpRequestDefBuilder().
		WithMethod(http.MethodGet).
		WithPath("/v3/{project_id}/boxes/{box_id}").
		WithResponse(new(model.ShowBoxResponse)).
		WithContentType("application/json")
	return b.Build()
}

func GenReqDefForCreateBox() *def.HttpRequestDef {
	b := def.NewHttpRequestDefBuilder().
		WithMethod(http.MethodPost).
		WithPath("/v3/{project_id}/boxes").
		WithResponse(new(model.CreateBoxResponse))
	return b.Build()
}

func GenReqDefForListBoxes() *def.HttpRequestDef {
	b := def.NewHttpRequestDefBuilder().
		WithMethod(http.MethodGet).
		WithPath("/v3/{project_id}/boxes").
		WithResponse(new(model.ListBoxesResponse))
	return b.Build()
}
