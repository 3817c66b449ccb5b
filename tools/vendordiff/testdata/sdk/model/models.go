package model

type ShowBoxRequest struct {
	BoxId string `json:"box_id"`
}

type ShowBoxResponse struct {
	Box            *Box `json:"box,omitempty"`
	HttpStatusCode int  `json:"-"`
}

type CreateBoxRequest struct {
	Body *CreateBoxReq `json:"body,omitempty"`
}

type CreateBoxReq struct {
	Name string         `json:"name"`
	Kind *CreateBoxKind `json:"kind,omitempty"`
}

type CreateBoxKind struct {
	value string
}

type CreateBoxKindEnum struct {
	SMALL CreateBoxKind
	LARGE CreateBoxKind
}

func GetCreateBoxKindEnum() CreateBoxKindEnum {
	return CreateBoxKindEnum{
		SMALL: CreateBoxKind{value: "small"},
		LARGE: CreateBoxKind{value: "large"},
	}
}

type CreateBoxResponse struct {
	Box *Box `json:"box,omitempty"`
}

type ListBoxesRequest struct {
	Limit *int32 `json:"limit,omitempty"`
}

type ListBoxesResponse struct {
	Body *[]Box `json:"body,omitempty"`
}

type Box struct {
	Id    string          `json:"id"`
	Inner *[]Box          `json:"inner,omitempty"`
	Tags  *map[string]Tag `json:"tags,omitempty"`
}

type Tag struct {
	Key string `json:"key"`
}
