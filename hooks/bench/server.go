package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// server is a process of the binary on a data folder.
type server struct {
	cmd  *exec.Cmd
	base string
	log  *os.File
}

const admin = "admin@bench.lutong"

func start(binary, data string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	s := &server{base: "http://" + addr}
	if s.log, err = os.Create(strings.TrimSuffix(data, "/") + ".log"); err != nil {
		return nil, err
	}
	s.cmd = exec.Command(binary, "serve", "--dir", data, "--http", addr)
	s.cmd.Stdout, s.cmd.Stderr = s.log, s.log
	s.cmd.Env = append(os.Environ(), "LUTONG_ADMIN_EMAIL="+admin, "LUTONG_ADMIN_PASSWORD="+password)
	if err := s.cmd.Start(); err != nil {
		return nil, err
	}
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		res, err := http.Get(s.base + "/api/sync/v1/info")
		if err == nil {
			return s, res.Body.Close()
		}
		if time.Since(began) > 30*time.Second {
			s.kill()
			text, _ := os.ReadFile(s.log.Name()) // only for the message
			return nil, fmt.Errorf("the server does not answer: %s", text)
		}
	}
}

// stop ends the server as an operator does, so that its folder can be copied.
func (s *server) stop() error {
	defer s.log.Close()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	var exit *exec.ExitError
	if err := s.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		return err
	}
	return nil
}

func (s *server) kill() {
	_ = s.cmd.Process.Kill() // it is ours and only measured
	_ = s.cmd.Wait()
}

// cpu is the CPU time the server has used, in ms, once it has come to rest: work that a request left for later counts too.
func (s *server) cpu() float64 {
	last := s.cpuNow()
	for range 40 {
		time.Sleep(50 * time.Millisecond)
		now := s.cpuNow()
		if now == last {
			break
		}
		last = now
	}
	return last
}

// cpuNow reads it in grains of 10 ms.
func (s *server) cpuNow() float64 {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "stat"))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	user, _ := strconv.ParseFloat(fields[11], 64) // the kernel writes numbers
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) * 10
}

// rss is the greatest memory the server has had since the last call of calm, in MB.
func (s *server) rss() float64 {
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "status"))
	if err != nil {
		return 0
	}
	_, after, ok := strings.Cut(string(raw), "VmHWM:")
	if !ok {
		return 0
	}
	kb, _ := strconv.ParseFloat(strings.Fields(after)[0], 64)
	return kb / 1024
}

// calm makes the peak start again from what is held now.
func (s *server) calm() {
	_ = os.WriteFile(filepath.Join("/proc", strconv.Itoa(s.cmd.Process.Pid), "clear_refs"), []byte("5"), 0) // without it the peak is that of the whole run
}
