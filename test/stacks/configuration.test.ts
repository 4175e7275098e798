import test from "ava";
import { ofKind, runProgram, stackFile } from "./support/program.ts";

const LAB = {
  master: {
    "docker:host": "unix:///tmp/lab-master.sock",
    "pulumi-readiness:host": "master",
    "pulumi-readiness:dataDir": "/tmp/lab/master",
    "pulumi-readiness:domain": "master.lab.test",
    "pulumi-readiness:peerDomain": "lady.lab.test",
    "pulumi-readiness:publicAddress": "127.0.1.1",
    "pulumi-readiness:publicBind": "127.0.1.1",
    "pulumi-readiness:vpnAddress": "127.0.1.2",
    "pulumi-readiness:peerVpnAddress": "127.0.2.2",
    "pulumi-readiness:homeAddress": "127.0.1.3",
    "pulumi-readiness:loopbackAddress": "127.0.1.4",
  },
  lady: {
    "docker:host": "unix:///tmp/lab-lady.sock",
    "pulumi-readiness:host": "lady",
    "pulumi-readiness:dataDir": "/tmp/lab/lady",
    "pulumi-readiness:domain": "lady.lab.test",
    "pulumi-readiness:peerDomain": "master.lab.test",
    "pulumi-readiness:publicAddress": "127.0.2.1",
    "pulumi-readiness:publicBind": "127.0.2.1",
    "pulumi-readiness:vpnAddress": "127.0.2.2",
    "pulumi-readiness:peerVpnAddress": "127.0.1.2",
    "pulumi-readiness:loopbackAddress": "127.0.2.4",
  },
} as const;

const OF_THE_ESTATE =
  /203\.0\.113\.|100\.64\.0\.[1-9]|10\.10\.0\.1\b|quietly\.(its\.me|online)|\/srv\/docker|0\.0\.0\.0(?!:|,|"|\/)/;

for (const host of ["master", "lady"] as const) {
  test.serial(`${host} in a lab holds no address, domain or folder of the estate`, async (t) => {
    const run = await runProgram({ stack: `${host}-lab`, config: LAB[host] });
    t.is(run.error, undefined);
    t.true(ofKind(run, "Container").length > 20);
    for (const { name, inputs } of run.resources) t.notRegex(JSON.stringify(inputs), OF_THE_ESTATE, name);
  });

  test.serial(`${host} in a lab publishes every port on the lab's addresses`, async (t) => {
    const run = await runProgram({ stack: `${host}-lab`, config: LAB[host] });
    const addresses = ofKind(run, "Container").flatMap(({ inputs }) =>
      (inputs.ports ?? []).map((port: { ip: string }) => port.ip),
    );
    t.true(addresses.length > 5);
    for (const address of addresses) t.true((Object.values(LAB[host]) as string[]).includes(address), address);
  });

  test.serial(`${host} opens no port to everyone that it does not call public`, async (t) => {
    const run = await runProgram({ stack: host });
    for (const { name, inputs } of ofKind(run, "Container")) {
      const open: string =
        inputs.labels?.find((item: { label: string }) => item.label === "readiness.public-ports")?.value ?? "";
      for (const { ip, external, protocol } of inputs.ports ?? [])
        t.is(ip === "0.0.0.0", open.split(",").includes(`${external}/${protocol}`), `${name} ${external}/${protocol}`);
    }
  });
}

test.serial(
  "the public ports are those of the web, of mail and of the network controller, and no others",
  async (t) => {
    const open: Record<string, string> = {};
    for (const stack of ["master", "lady"]) {
      const run = await runProgram({ stack });
      for (const { name, inputs } of ofKind(run, "Container"))
        for (const { label, value } of inputs.labels ?? [])
          if (label === "readiness.public-ports") open[`${stack}/${name}`] = value;
    }
    t.deepEqual(open, {
      "master/traefik": "80/tcp,443/tcp",
      "lady/traefik": "80/tcp,443/tcp",
      "lady/unifi": "3478/udp",
      "lady/mailcowdockerized-postfix-mailcow-1": "25/tcp,465/tcp,587/tcp",
      "lady/mailcowdockerized-dovecot-mailcow-1": "993/tcp,995/tcp,4190/tcp",
    });
  },
);

test.serial("a stack that names no host is refused with the names of both", async (t) => {
  const run = await runProgram({ stack: "staging", config: stackFile("master") });
  t.is(run.resources.length, 0);
  t.regex(run.error ?? "", /^Stack staging names no host of the estate: there are master and lady\./);
});

test.serial(
  "settings that are missing or wrong are all named at once, with the stack's file and without their values",
  async (t) => {
    const { "pulumi-readiness:domain": _, ...config } = stackFile("lady");
    const run = await runProgram({
      stack: "lady",
      config: { ...config, "pulumi-readiness:vpnAddress": "hunter2", "pulumi-readiness:dataDir": "~/.docker" },
    });
    t.is(run.resources.length, 0);
    const lines = (run.error ?? "").split("\n");
    t.is(lines.length, 3);
    t.regex(lines[0] ?? "", /^pulumi-readiness:domain in Pulumi\.lady\.yaml is not set\./);
    t.regex(lines[1] ?? "", /^pulumi-readiness:vpnAddress in Pulumi\.lady\.yaml is not an IPv4 address\./);
    t.regex(lines[2] ?? "", /^pulumi-readiness:dataDir in Pulumi\.lady\.yaml is not an absolute path\./);
    t.notRegex(run.error ?? "", /hunter2|~\/\.docker/);
  },
);
