//go:build unix

// Package postgres starts Debian's PostgreSQL for the tests of the examples.
package postgres

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"
)

// Start starts a server on loopback that lasts as long as the test, and returns its
// connection string. It refuses to run as root, and so runs as nobody there. Without
// PostgreSQL the test is skipped.
func Start(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		t.Skip("no PostgreSQL: apt-get install postgresql")
	}
	dir, err := os.MkdirTemp("", "kpi-postgres")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte("secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	credential := nobody(t, dir, password)
	command := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(filepath.Join(found[len(found)-1], name), args...)
		c.Dir, c.Stderr = dir, os.Stderr
		c.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
		return c
	}
	data := filepath.Join(dir, "data")
	if err := command("initdb", "-D", data, "-U", "kpi", "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8", "--locale", "C").Run(); err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(freePort(t))
	server := command("postgres", "-D", data, "-k", dir, "-h", "127.0.0.1", "-p", port, "-c", "log_min_messages=panic")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGQUIT)
		_ = server.Wait() // it was told to end
	})
	for end := time.Now().Add(time.Minute); command("pg_isready", "-q", "-h", "127.0.0.1", "-p", port).Run() != nil; {
		if time.Now().After(end) {
			t.Fatal("PostgreSQL did not start")
		}
		time.Sleep(20 * time.Millisecond)
	}
	return fmt.Sprintf("postgres://kpi:secret@127.0.0.1:%s/postgres?sslmode=disable", port)
}

// nobody gives files to the user nobody, if this is root, and returns who they belong to.
func nobody(t *testing.T, files ...string) *syscall.Credential {
	t.Helper()
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, errUser := strconv.ParseUint(u.Uid, 10, 32)
	gid, errGroup := strconv.ParseUint(u.Gid, 10, 32)
	if errUser != nil || errGroup != nil {
		t.Fatal(errUser, errGroup)
	}
	for _, file := range files {
		if err := os.Chown(file, int(uid), int(gid)); err != nil {
			t.Fatal(err)
		}
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func freePort(t *testing.T) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}
