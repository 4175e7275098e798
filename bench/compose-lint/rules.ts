/**
 * Rules of compose-lint 0.36.2, each with the rules here that say the same. Where several stand, theirs
 * covers what is told apart here, and any of them counts.
 */
export const SHARED: Readonly<Record<string, readonly string[]>> = {
  "CL-0001": ["engine-socket", "engine-socket-folder", "engine-socket-volume", "host-root-mounted"],
  "CL-0002": ["privileged"],
  "CL-0003": ["new-privileges-allowed"],
  "CL-0004": ["image-tag-moving"],
  "CL-0005": ["port-on-every-address"],
  "CL-0006": ["capabilities-not-dropped"],
  "CL-0007": ["root-filesystem-writable"],
  "CL-0008": ["host-network"],
  "CL-0009": ["security-profile-off"],
  "CL-0010": ["host-pid", "host-ipc"],
  "CL-0011": ["capability-host-control"],
  "CL-0013": [
    "readable-system-folder",
    "writable-system-folder",
    "private-key-mounted",
    "host-root-mounted",
    "engine-socket-folder",
  ],
  "CL-0014": ["logs-discarded"],
  "CL-0016": ["raw-device", "device-rule-too-wide"],
  "CL-0017": ["mount-propagation", "host-root-keeps-mounts"],
  "CL-0018": ["root-user"],
  "CL-0019": ["image-without-digest"],
  "CL-0020": ["secret-in-environment"],
  "CL-0021": ["secret-in-text"],
  "CL-0022": ["tmpfs-lifts-restrictions"],
  "CL-0024": ["capability-all", "capability-host-code"],
  "CL-0025": ["writable-system-folder", "host-root-mounted"],
  "CL-0026": ["memory-unlimited", "cpu-unlimited"],
  "CL-0027": ["capability-trace", "capability-trace-on-host"],
  "CL-0028": ["capability-time"],
  "CL-0029": ["capability-starvation"],
  "CL-0030": ["capability-syslog"],
};
