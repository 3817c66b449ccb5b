package drift

// ReadBounded is ReadHAR with another bound of an entry.
var ReadBounded = readHAR
