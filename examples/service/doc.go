// Service receives the events of customers over HTTP and serves the KPIs that follow
// from them: by segment and month, with interval and change, as JSON, as metrics for
// Prometheus, and as a page.
//
//	KPI_TOKEN=secret go run . -database kpi.db
//
//	curl -H 'Authorization: Bearer secret' --data-binary @events.jsonl localhost:8080/v1/events
//	curl 'localhost:8080/v1/kpis?segment=web'
//
// An event counts once, however often it is sent, and what was acknowledged survives
// kill -9: see journal.go. README.md has the events, the settings and the figures measured.
package main
