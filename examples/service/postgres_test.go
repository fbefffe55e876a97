package main

import (
	"context"
	"database/sql"
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

// startPostgres starts Debian's PostgreSQL for a test, on loopback, and returns its
// connection string. The server refuses to run as root, and so runs as nobody there.
func startPostgres(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		t.Skip("no PostgreSQL: apt-get install postgresql")
	}
	bin := found[len(found)-1]
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
		c := exec.Command(filepath.Join(bin, name), args...)
		c.Dir, c.Stderr = dir, os.Stderr
		c.SysProcAttr = &syscall.SysProcAttr{Credential: credential}
		return c
	}
	data := filepath.Join(dir, "data")
	if err := command("initdb", "-D", data, "-U", "kpi", "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8", "--locale", "C").Run(); err != nil {
		t.Fatal(err)
	}
	port := freePort(t)
	server := command("postgres", "-D", data, "-k", dir, "-h", "127.0.0.1", "-p", strconv.Itoa(port), "-c", "log_min_messages=panic")
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(syscall.SIGQUIT)
		_ = server.Wait()
	})
	url := fmt.Sprintf("postgres://kpi:secret@127.0.0.1:%d/postgres?sslmode=disable", port)
	answers(t, url)
	return url
}

// nobody gives files to the user nobody, if this is root, and returns who they belong to.
func nobody(t *testing.T, files ...string) *syscall.Credential {
	if os.Getuid() != 0 {
		return nil
	}
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32)
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	for _, file := range files {
		if err := os.Chown(file, int(uid), int(gid)); err != nil {
			t.Fatal(err)
		}
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

func freePort(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// answers waits until the server answers.
func answers(t *testing.T, url string) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for db.PingContext(ctx) != nil {
		if ctx.Err() != nil {
			t.Fatal("PostgreSQL did not start")
		}
		time.Sleep(20 * time.Millisecond)
	}
}
