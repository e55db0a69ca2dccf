package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// wire carries requests to a server and counts what goes over its sockets, headers and all.
type wire struct {
	base               string
	client             *http.Client
	up, down, requests atomic.Int64
}

func newWire(base string) *wire {
	w := &wire{base: base}
	dialer := &net.Dialer{}
	w.client = &http.Client{Timeout: 5 * time.Minute, Transport: &http.Transport{
		DisableCompression: true, MaxIdleConnsPerHost: 256,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			c, err := dialer.DialContext(ctx, network, address)
			return &counted{c, w}, err
		},
	}}
	return w
}

// counted counts what goes over a connection.
type counted struct {
	net.Conn
	w *wire
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.w.down.Add(int64(n))
	return n, err
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.w.up.Add(int64(n))
	return n, err
}

// send sends a request and returns the answer with its body unpacked; any status but 2xx is an error.
func (w *wire) send(r *http.Request) (*http.Response, io.ReadCloser, error) {
	w.requests.Add(1)
	res, err := w.client.Do(r)
	if err != nil {
		return nil, nil, err
	}
	body := res.Body
	switch res.Header.Get("Content-Encoding") {
	case "gzip":
		z, err := gzip.NewReader(res.Body)
		if err != nil {
			return nil, nil, err
		}
		body = unpacking{z, res.Body}
	case "zstd":
		z, err := zstd.NewReader(res.Body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(64<<20))
		if err != nil {
			return nil, nil, err
		}
		body = unpacking{z.IOReadCloser(), res.Body}
	}
	if res.StatusCode >= 300 {
		defer body.Close()
		text, _ := io.ReadAll(io.LimitReader(body, 2000)) // only for the message
		return nil, nil, &refusal{res.StatusCode, res.Header.Get("Retry-After"), fmt.Sprintf("%s %s: %d %s", r.Method, r.URL.Path, res.StatusCode, text)}
	}
	return res, body, nil
}

// refusal is an answer other than 2xx.
type refusal struct {
	status     int
	retryAfter string
	text       string
}

func (e *refusal) Error() string { return e.text }

// unpacking reads the rest of the body when it is closed, so that the connection is used again.
type unpacking struct {
	io.ReadCloser
	socket io.ReadCloser
}

func (u unpacking) Close() error {
	u.ReadCloser.Close()
	_, _ = io.Copy(io.Discard, u.socket)
	return u.socket.Close()
}
