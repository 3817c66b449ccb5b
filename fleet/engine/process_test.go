package engine_test

func worker() int { return 0 }
