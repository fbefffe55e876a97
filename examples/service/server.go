package main

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	_ "embed"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// A server is the HTTP side of a journal.
type server struct {
	config  config
	journal *journal
	log     *slog.Logger
	metrics *metrics
	ingests chan struct{} // a place per request that sends events
	ready   atomic.Bool
	now     func() time.Time

	mu       sync.Mutex // of the figures that were computed last
	table    []figure
	computed time.Time
}

func newServer(c config, j *journal, log *slog.Logger, m *metrics) *server {
	s := &server{config: c, journal: j, log: log, metrics: m, ingests: make(chan struct{}, c.ingests), now: time.Now}
	m.collect(s.figures)
	return s
}

//go:embed openapi.json
var openAPI []byte

// A route is a pattern of http.ServeMux with its handler.
type route struct {
	pattern string
	handler http.HandlerFunc
	writes  bool // asks for the token
}

func (s *server) routes() []route {
	return []route{
		{"POST /v1/events", s.postEvents, true},
		{"POST /v1/customers/forget", s.postForget, true},
		{"POST /v1/customers/alias", s.postAlias, true},
		{"GET /v1/kpis", s.getKPIs, false},
		{"GET /{$}", s.getDashboard, false},
		{"GET /metrics", s.metrics.handler().ServeHTTP, false},
		{"GET /healthz", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, status{"ok"}) }, false},
		{"GET /readyz", s.getReady, false},
		{"GET /openapi.json", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(openAPI)
		}, false},
	}
}

func (s *server) handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.routes() {
		h := r.handler
		if r.writes {
			h = s.authorized(h)
		}
		mux.HandleFunc(r.pattern, h)
	}
	return s.observed(mux)
}

// observed gives each request an identifier, logs it, measures it, and turns a panic
// into a 500.
func (s *server) observed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		id := requestID(r)
		rec := &recorder{ResponseWriter: w, status: http.StatusOK}
		w.Header().Set("X-Request-Id", id)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		defer func() {
			if p := recover(); p != nil {
				s.log.Error("panic", "id", id, "panic", p)
				fail(rec, http.StatusInternalServerError, "internal error")
			}
			route := r.Pattern
			if route == "" {
				route = "none" // not what was asked for: paths are without number
			}
			took := time.Since(began)
			s.metrics.requests.WithLabelValues(route, strconv.Itoa(rec.status)).Observe(took.Seconds())
			s.log.Info("request", "id", id, "route", route, "status", rec.status, "bytes", rec.bytes, "seconds", took.Seconds())
		}()
		next.ServeHTTP(rec, r)
	})
}

// requestID returns the identifier that a proxy gave a request, if it is one that may
// stand in a log, or a new one.
func requestID(r *http.Request) string {
	id := r.Header.Get("X-Request-Id")
	valid := len(id) > 0 && len(id) <= 64
	for _, c := range id {
		valid = valid && (c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_')
	}
	if valid {
		return id
	}
	return rand.Text()
}

// A recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int
	wrote  bool
}

func (r *recorder) WriteHeader(status int) {
	if !r.wrote {
		r.status, r.wrote = status, true
		r.ResponseWriter.WriteHeader(status)
	}
}

func (r *recorder) Write(b []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	n, err := r.ResponseWriter.Write(b)
	r.bytes += n
	return n, err
}

// Unwrap lets http.MaxBytesReader close the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// authorized asks for the token, where one is set. It compares digests in constant time,
// which tells nobody how much of a guess is right.
func (s *server) authorized(next http.HandlerFunc) http.HandlerFunc {
	want := sha256.Sum256([]byte("Bearer " + s.config.token))
	return func(w http.ResponseWriter, r *http.Request) {
		got := sha256.Sum256([]byte(r.Header.Get("Authorization")))
		if s.config.token != "" && subtle.ConstantTimeCompare(got[:], want[:]) != 1 {
			w.Header().Set("WWW-Authenticate", "Bearer")
			fail(w, http.StatusUnauthorized, "a token is needed: Authorization: Bearer ...")
			return
		}
		next(w, r)
	}
}

type status struct {
	Status string `json:"status"`
}

func (s *server) getReady(w http.ResponseWriter, _ *http.Request) {
	if !s.ready.Load() {
		fail(w, http.StatusServiceUnavailable, "not ready")
		return
	}
	writeJSON(w, http.StatusOK, status{"ready"})
}

// figures returns the figures of all events, at most config.refresh old.
func (s *server) figures() []figure {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.table == nil || time.Since(s.computed) >= s.config.refresh {
		s.table = s.journal.figures()
		s.computed = time.Now()
	}
	return s.table
}

// A problem is the body of an error.
type problem struct {
	Error string `json:"error"`
}

func fail(w http.ResponseWriter, code int, message string) { writeJSON(w, code, problem{message}) }

func writeJSON(w http.ResponseWriter, code int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(v) // the client may be gone
}
