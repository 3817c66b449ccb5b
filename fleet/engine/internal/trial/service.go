package trial

import (
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Service stands for a backup service in which things are found by their name and
// created. It counts what a user would pay for twice.
type Service struct {
	// Delay is how long a request takes, half of it before it is carried out.
	Delay time.Duration

	mu      sync.Mutex
	round   int
	created map[string]int
	looked  map[string]int
	under   map[string]int // by account: requests under way
	most    map[string]int
	starts  map[string][]time.Time
}

// NewService is empty, and its first round has not begun.
func NewService(delay time.Duration) *Service {
	return &Service{Delay: delay, created: map[string]int{}, looked: map[string]int{},
		under: map[string]int{}, most: map[string]int{}, starts: map[string][]time.Time{}}
}

// ServeHTTP has GET /things/NAME, POST /things/NAME, both with ?account=, and GET /round.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/round" {
		s.mu.Lock()
		defer s.mu.Unlock()
		_, _ = io.WriteString(w, strconv.Itoa(s.round))
		return
	}
	account, name := r.URL.Query().Get("account"), r.URL.Path
	s.mu.Lock()
	s.under[account]++
	s.most[account] = max(s.most[account], s.under[account])
	s.starts[account] = append(s.starts[account], time.Now())
	s.mu.Unlock()
	time.Sleep(s.Delay / 2)
	s.mu.Lock()
	status := http.StatusOK
	if r.Method == http.MethodPost {
		s.created[name]++
		status = http.StatusCreated
	} else {
		if s.looked[name]++; s.created[name] == 0 {
			status = http.StatusNotFound
		}
	}
	s.mu.Unlock()
	time.Sleep(s.Delay / 2)
	s.mu.Lock()
	s.under[account]--
	s.mu.Unlock()
	w.WriteHeader(status)
}

// NextRound asks the workers to submit the next run.
func (s *Service) NextRound() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.round++
	return s.round
}

// Counts are the steps of which nothing was created, the things created more than once
// too much, and the tries of steps after their first.
func (s *Service) Counts(names []string) (lost, doubled, again int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		name = "/things/" + name
		if s.created[name] == 0 {
			lost++
		}
		doubled += max(0, s.created[name]-1)
		again += max(0, s.looked[name]-1)
	}
	return lost, doubled, again
}

// Most is how many requests of an account were under way at once.
func (s *Service) Most(account string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.most[account]
}

// Busiest is how many requests of an account began within any stretch of that length.
func (s *Service) Busiest(account string, length time.Duration) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	starts, most, first := s.starts[account], 0, 0
	for i, at := range starts {
		for at.Sub(starts[first]) >= length {
			first++
		}
		most = max(most, i-first+1)
	}
	return most
}

// Requests is how many came for an account, and over which time.
func (s *Service) Requests(account string) (int, time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	starts := s.starts[account]
	if len(starts) == 0 {
		return 0, 0
	}
	return len(starts), starts[len(starts)-1].Sub(starts[0])
}
