package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// initHost is the first process of a lab's host: it runs `dockerd` with the arguments and starts it again when it ends,
// as systemd does, reaps orphans, and ends with everything in the host when its standard input is closed: that is
// when the lab is gone, however it went.
func initHost(args []string) error {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	ending := make(chan os.Signal, 1)
	signal.Notify(ending, syscall.SIGTERM)
	go func() {
		<-ending
		os.Exit(0)
	}()
	for {
		engine := exec.Command("dockerd", args...)
		engine.Stdout, engine.Stderr = os.Stdout, os.Stderr
		if err := engine.Start(); err != nil {
			return err
		}
		_ = os.WriteFile("/lab/dockerd.pid", fmt.Appendf(nil, "%d\n", engine.Process.Pid), 0o644)
		reapUntil(engine.Process.Pid)
		time.Sleep(200 * time.Millisecond)
	}
}

// reapUntil reaps all children until that one has ended.
func reapUntil(pid int) {
	for {
		var how syscall.WaitStatus
		ended, err := syscall.Wait4(-1, &how, 0, nil)
		if ended == pid || errors.Is(err, syscall.ECHILD) {
			return
		}
	}
}

// runWithLowerLimits stands before runc: a container may declare more open files or processes than this machine lets
// anybody have, and runc would refuse to start it. What the engine says of the container stays as declared.
func runWithLowerLimits(args []string) error {
	for at, word := range args {
		if at+1 == len(args) {
			break
		}
		var err error
		switch word {
		case "--bundle":
			err = lowerLimits(filepath.Join(args[at+1], "config.json"), "process")
		case "--process":
			err = lowerLimits(args[at+1], "")
		}
		if err != nil {
			return err
		}
	}
	return syscall.Exec("/usr/sbin/runc", append([]string{"runc"}, args...), os.Environ())
}

var limitNumbers = map[string]int{
	"RLIMIT_CPU": 0, "RLIMIT_FSIZE": 1, "RLIMIT_DATA": 2, "RLIMIT_STACK": 3, "RLIMIT_CORE": 4, "RLIMIT_RSS": 5,
	"RLIMIT_NPROC": 6, "RLIMIT_NOFILE": 7, "RLIMIT_MEMLOCK": 8, "RLIMIT_AS": 9, "RLIMIT_LOCKS": 10,
	"RLIMIT_SIGPENDING": 11, "RLIMIT_MSGQUEUE": 12, "RLIMIT_NICE": 13, "RLIMIT_RTPRIO": 14, "RLIMIT_RTTIME": 15,
}

// lowerLimits changes the limits of the process that a file describes: as a whole, or in one of its fields.
func lowerLimits(file, field string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	config := map[string]json.RawMessage{}
	described := json.RawMessage(text)
	if field != "" {
		if err := json.Unmarshal(text, &config); err != nil {
			return err
		}
		described = config[field]
	}
	var process map[string]json.RawMessage
	if err := json.Unmarshal(described, &process); err != nil || process["rlimits"] == nil {
		return err
	}
	var limits []struct {
		Type string `json:"type"`
		Hard uint64 `json:"hard"`
		Soft uint64 `json:"soft"`
	}
	if err := json.Unmarshal(process["rlimits"], &limits); err != nil {
		return err
	}
	for at := range limits {
		var most syscall.Rlimit
		number, known := limitNumbers[limits[at].Type]
		if !known || syscall.Getrlimit(number, &most) != nil || limits[at].Hard <= most.Max {
			continue
		}
		note(fmt.Sprintf("%s: %d is lowered to %d, the most that this machine allows\n", limits[at].Type, limits[at].Hard, most.Max))
		limits[at].Hard, limits[at].Soft = most.Max, min(limits[at].Soft, most.Max)
	}
	if process["rlimits"], err = json.Marshal(limits); err != nil {
		return err
	}
	if text, err = json.Marshal(process); err != nil {
		return err
	}
	if field != "" {
		config[field] = text
		if text, err = json.Marshal(config); err != nil {
			return err
		}
	}
	return os.WriteFile(file, text, 0o600)
}

// serveNative is a service of the host itself, outside every container: `native ADDRESS`. It waits for its address.
func serveNative(args []string) error {
	if len(args) != 1 {
		return errors.New("needs the address that it listens on")
	}
	for {
		socket, err := net.Listen("tcp", args[0])
		if err == nil {
			serveHTTP(socket, listener{Kind: "http", Answers: map[string]string{"/": "headscale", "/health": `{"status":"pass"}`}})
		}
		time.Sleep(200 * time.Millisecond)
	}
}

func note(text string) {
	file, err := os.OpenFile("/lab/lowered-limits.log", os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err == nil {
		_, _ = file.WriteString(text)
		file.Close()
	}
}
