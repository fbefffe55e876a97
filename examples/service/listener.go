package main

import (
	"net"
	"sync"
)

// A bounded listener has at most as many open connections as it has places, and closes
// those beyond at once. They would otherwise stand in a queue before the ones that have
// something to say.
type bounded struct {
	net.Listener
	places chan struct{}
}

func bound(l net.Listener, connections int) net.Listener {
	return &bounded{l, make(chan struct{}, connections)}
}

func (l *bounded) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		select {
		case l.places <- struct{}{}:
			return &placed{Conn: c, free: sync.OnceFunc(func() { <-l.places })}, nil
		default:
			_ = c.Close() // without an answer: the peer has not asked yet
		}
	}
}

// placed gives its place back once it is closed.
type placed struct {
	net.Conn
	free func()
}

func (c *placed) Close() error {
	defer c.free()
	return c.Conn.Close()
}
