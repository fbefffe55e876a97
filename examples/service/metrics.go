package main

import (
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what Prometheus sees. Their labels are bounded: outcomes, routes, and
// the segments that the state holds.
type metrics struct {
	registry *prometheus.Registry

	events      *prometheus.CounterVec
	requests    *prometheus.HistogramVec
	commits     prometheus.Histogram
	checkpoints prometheus.Counter
	size        prometheus.Gauge
	took        prometheus.Gauge
	compactions prometheus.Counter
	compaction  prometheus.Gauge
	saved       atomic.Int64 // entry of the log of the last checkpoint
	merged      atomic.Int64 // entry of the log up to which there is one layer
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kpi_events_total", Help: "Events received, by outcome: counted, duplicate, refused.",
		}, []string{"outcome"}),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kpi_request_seconds", Help: "Duration of requests, by route and status.", Buckets: prometheus.DefBuckets,
		}, []string{"route", "status"}),
		commits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "kpi_commit_seconds", Help: "Duration of commits of the log.", Buckets: prometheus.DefBuckets,
		}),
		checkpoints: prometheus.NewCounter(prometheus.CounterOpts{Name: "kpi_checkpoints_total", Help: "Checkpoints written."}),
		size:        prometheus.NewGauge(prometheus.GaugeOpts{Name: "kpi_checkpoint_bytes", Help: "Size of the last checkpoint."}),
		compactions: prometheus.NewCounter(prometheus.CounterOpts{Name: "kpi_compactions_total", Help: "Times that all checkpoints became one."}),
		compaction:  prometheus.NewGauge(prometheus.GaugeOpts{Name: "kpi_compaction_seconds", Help: "Duration of the last compaction."}),
		took:        prometheus.NewGauge(prometheus.GaugeOpts{Name: "kpi_checkpoint_seconds", Help: "Duration of the last checkpoint."}),
	}
	m.registry.MustRegister(m.events, m.requests, m.commits, m.checkpoints, m.size, m.took, m.compactions, m.compaction,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, outcome := range []string{"counted", "duplicate", "refused"} {
		m.events.WithLabelValues(outcome)
	}
	return m
}

func (m *metrics) checkpointed(entry, size int64, took time.Duration) {
	m.saved.Store(entry)
	m.checkpoints.Inc()
	m.size.Set(float64(size))
	m.took.Set(took.Seconds())
}

func (m *metrics) compacted(entry int64, took time.Duration) {
	m.merged.Store(entry)
	m.compactions.Inc()
	m.compaction.Set(took.Seconds())
}

// collect adds the figures of each segment's last month.
func (m *metrics) collect(figures func() []figure) { m.registry.MustRegister(latest{figures}) }

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

// latest collects the last figure of each KPI and segment.
type latest struct{ figures func() []figure }

var (
	figureDesc = prometheus.NewDesc("kpi_figure", "KPI of the last month that has one, by segment.", []string{"kpi", "segment", "unit"}, nil)
	sampleDesc = prometheus.NewDesc("kpi_figure_sample", "Answers or customers behind the KPI.", []string{"kpi", "segment", "unit"}, nil)
)

func (l latest) Describe(ch chan<- *prometheus.Desc) {
	ch <- figureDesc
	ch <- sampleDesc
}

func (l latest) Collect(ch chan<- prometheus.Metric) {
	all := l.figures()
	for i, f := range all {
		if i+1 < len(all) && all[i+1].KPI == f.KPI && all[i+1].Segment == f.Segment {
			continue // months ascend
		}
		ch <- prometheus.MustNewConstMetric(figureDesc, prometheus.GaugeValue, f.Value, f.KPI, f.Segment, f.Unit)
		ch <- prometheus.MustNewConstMetric(sampleDesc, prometheus.GaugeValue, float64(f.N), f.KPI, f.Segment, f.Unit)
	}
}
