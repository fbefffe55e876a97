package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() {
	log := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	c, err := configOf(os.Args[1:], os.Getenv, os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		err = run(ctx, c, log)
	}
	if err != nil {
		log.Error("stopped", "error", err)
		os.Exit(1)
	}
}

// run serves until ctx ends: then it takes no more requests, lets those that are there
// end, and writes a checkpoint.
func run(ctx context.Context, c config, log *slog.Logger) error {
	if c.token == "" {
		log.Warn("KPI_TOKEN is not set: whoever reaches the address may write")
	}
	m := newMetrics()
	// Not ctx: what was accepted is written after it ended.
	j, err := openJournal(context.WithoutCancel(ctx), c, log, m)
	if err != nil {
		return err
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", c.address)
	if err != nil {
		return errors.Join(err, j.store.close())
	}
	s := newServer(c, j, log, m)
	web := &http.Server{
		Handler:           s.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       c.slow,
		WriteTimeout:      c.slow + 30*time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	written := make(chan error, 1)
	go func() { written <- j.run(context.WithoutCancel(ctx)) }()
	served := make(chan error, 1)
	go func() { served <- web.Serve(bound(l, c.connections)) }()
	s.ready.Store(true)
	log.Info("listening", "address", l.Addr().String())

	select {
	case <-ctx.Done():
	case err := <-served: // without a listener there is nothing to wait for
		close(j.queue)
		return errors.Join(err, <-written, j.store.close())
	case err := <-written: // a commit of which nobody knows whether it is there
		return errors.Join(err, web.Close(), j.store.close())
	}
	s.ready.Store(false)
	log.Info("shutting down")
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	err = web.Shutdown(last)
	if err != nil {
		// A request that did not end: its next batch must find no closed queue.
		return errors.Join(err, web.Close(), j.store.close())
	}
	close(j.queue)
	return errors.Join(err, <-written, j.store.close())
}
