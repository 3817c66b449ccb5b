package cbr

// Region is a region of Huawei Cloud. Regions that are not among the constants
// can be used together with [backup.WithBaseURL].
type Region string

// The regions that are known to have CBR.
const (
	RegionAEAD1          Region = "ae-ad-1"
	RegionAFNorth1       Region = "af-north-1"
	RegionAFSouth1       Region = "af-south-1"
	RegionAPSoutheast1   Region = "ap-southeast-1"
	RegionAPSoutheast2   Region = "ap-southeast-2"
	RegionAPSoutheast3   Region = "ap-southeast-3"
	RegionAPSoutheast4   Region = "ap-southeast-4"
	RegionAPSoutheast5   Region = "ap-southeast-5"
	RegionCNEast2        Region = "cn-east-2"
	RegionCNEast3        Region = "cn-east-3"
	RegionCNEast4        Region = "cn-east-4"
	RegionCNEast5        Region = "cn-east-5"
	RegionCNNorth1       Region = "cn-north-1"
	RegionCNNorth2       Region = "cn-north-2"
	RegionCNNorth4       Region = "cn-north-4"
	RegionCNNorth9       Region = "cn-north-9"
	RegionCNNorth11      Region = "cn-north-11"
	RegionCNNorth12      Region = "cn-north-12"
	RegionCNSouth1       Region = "cn-south-1"
	RegionCNSouth2       Region = "cn-south-2"
	RegionCNSouth4       Region = "cn-south-4"
	RegionCNSouthwest2   Region = "cn-southwest-2"
	RegionCNSouthwest3   Region = "cn-southwest-3"
	RegionEUWest0        Region = "eu-west-0"
	RegionEUWest101      Region = "eu-west-101"
	RegionLANorth2       Region = "la-north-2"
	RegionLASouth2       Region = "la-south-2"
	RegionMEEast1        Region = "me-east-1"
	RegionMYKualaLumpur1 Region = "my-kualalumpur-1"
	RegionNAMexico1      Region = "na-mexico-1"
	RegionRUMoscow1      Region = "ru-moscow-1"
	RegionRUNorthwest2   Region = "ru-northwest-2"
	RegionSABrazil1      Region = "sa-brazil-1"
	RegionTRWest1        Region = "tr-west-1"
)

// Regions are the known regions, in alphabetical order.
func Regions() []Region {
	return []Region{
		RegionAEAD1, RegionAFNorth1, RegionAFSouth1, RegionAPSoutheast1, RegionAPSoutheast2, RegionAPSoutheast3,
		RegionAPSoutheast4, RegionAPSoutheast5, RegionCNEast2, RegionCNEast3, RegionCNEast4, RegionCNEast5,
		RegionCNNorth1, RegionCNNorth11, RegionCNNorth12, RegionCNNorth2, RegionCNNorth4, RegionCNNorth9,
		RegionCNSouth1, RegionCNSouth2, RegionCNSouth4, RegionCNSouthwest2, RegionCNSouthwest3, RegionEUWest0,
		RegionEUWest101, RegionLANorth2, RegionLASouth2, RegionMEEast1, RegionMYKualaLumpur1, RegionNAMexico1,
		RegionRUMoscow1, RegionRUNorthwest2, RegionSABrazil1, RegionTRWest1,
	}
}

// Endpoint is the address of CBR in the region.
func (r Region) Endpoint() string { return "https://cbr." + string(r) + ".myhuaweicloud.com" }

// IAMEndpoint is the address of IAM in the region, for Config.IAMEndpoint. Its
// tokens are valid in this region only.
func (r Region) IAMEndpoint() string { return "https://iam." + string(r) + ".myhuaweicloud.com" }

// GlobalIAMEndpoint is the address of IAM for all regions, the default.
const GlobalIAMEndpoint = "https://iam.myhuaweicloud.com"
