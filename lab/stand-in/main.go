// Command stand-in is one small program that stands in for every image of the estate in the lab, and for the few
// programs that a lab's host needs. It needs nothing of the system, so one file is enough for all images.
//
// As `stand-in MODE ...`, or under the name of the program that it does for (`curl`, `psql`): what health checks call.
package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// A program of the image or of the host. It ends with the status of a failed one where it returns an error.
type program func(args []string) error

// status is an exit status other than 1.
type status int

func (code status) Error() string { return fmt.Sprintf("exit status %d", int(code)) }

var programs map[string]program

func init() {
	programs = map[string]program{
		// The first process of a container, and of a host.
		"serve": serve, "init": initHost, "runc": runWithLowerLimits, "native": serveNative,
		"resolver": serveResolver,
		// What the lab itself calls.
		"certify": certify,
		// What health checks call.
		"curl": curl, "wget": wget, "dig": dig, "python": python, "python3": python, "node": node, "php": php,
		"mariadb": mariadb, "psql": psql, "mongosh": mongosh, "redis-cli": redisClient, "openssl": openssl,
		"cscli": cscli, "healthcheck.sh": healthcheckScript,
	}
}

func main() {
	name, args := filepath.Base(os.Args[0]), os.Args[1:]
	if name == "stand-in" && len(args) > 0 {
		name, args = args[0], args[1:]
	}
	run, known := programs[name]
	if !known {
		fmt.Fprintf(os.Stderr, "stand-in: does for no program named %q\n", name)
		os.Exit(64)
	}
	err := run(args)
	var code status
	switch {
	case err == nil:
	case errors.As(err, &code):
		os.Exit(int(code))
	default:
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}
