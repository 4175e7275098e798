import type { Container } from "../../../model/container.ts";
import { remove } from "../../cure/edit.ts";
import { each, eachPart, findKnown } from "../../each.ts";
import { baseName, cleanPath, hostPath } from "../../mounts/host-path.ts";
import { owasp, page } from "../../references.ts";
import type { Offence } from "../../rule.ts";
import { rule } from "../../rule.ts";

/** Names that ssh-keygen and sshd give to private keys: https://man.openbsd.org/ssh-keygen#FILES */
const SSH_KEY = /^(id_(rsa|dsa|ecdsa|ed25519|ecdsa_sk|ed25519_sk|xmss)|identity|ssh_host_[a-z0-9]{1,16}_key)$/;

/** A private key of an authority signs whatever its holder likes, other than a server's own key. */
const AUTHORITY_KEY = /^(root[-_]?)?ca[-_.]?(private[-_.]?)?key(\.pem)?$|^(root[-_]?)?ca\.key(\.pem)?$/i;

/** Folders in which a key is one for logging in; a server's certificate lies elsewhere. */
const SSH_FOLDER = /\/\.?ssh\/[^/]*$/;

/** What hands a file to a container. */
const FILES: readonly ((container: Container) => boolean)[] = [
  ({ mounts }) => mounts.length > 0,
  ({ files }) => files.length > 0,
];

export default rule({
  id: "private-key-mounted",
  title: "A private key is handed to the container",
  why: "Whoever breaks in holds the key and with it everything it opens; read-only, it can still be read and used.",
  premises: { precondition: "foothold", impact: "neighbours" },
  references: [owasp("12"), page("ssh-keygen(1)", "https://man.openbsd.org/ssh-keygen#FILES")],
  remedy:
    "Let the service ask for what it needs through an interface of its own, or give it a key that opens one command on one host and nothing else.",
  cure: ({ at }) => [remove(at, "what the service needs the key for, and another way to it")],
  appliesTo: (container) => findKnown(FILES, (hands) => hands(container)) !== undefined || "no file is handed to it",
  check: (container) =>
    eachPart(
      () =>
        each(container.mounts, (mount) => {
          const source = hostPath(mount);
          return source === undefined ? undefined : offence(mount.at, [source, cleanPath(mount.target)]);
        }),
      () => each(container.files, (file) => offence(file.at, [cleanPath(file.target)])),
    ),
});

function offence(at: string, paths: readonly string[]): Offence | undefined {
  const key = paths.find(isPrivateKey);
  return key === undefined
    ? undefined
    : {
        at,
        detail: baseName(key),
        message: `the private key ${baseName(key)} is handed to it, to be read and used by whoever breaks in`,
      };
}

function isPrivateKey(path: string): boolean {
  const name = baseName(path);
  if (name.length > 64) return false;
  if (SSH_KEY.test(name)) return name !== "identity" || SSH_FOLDER.test(path);
  return (
    AUTHORITY_KEY.test(name) ||
    (/\.(key|pem|ppk)$/.test(name) && SSH_FOLDER.test(path)) ||
    /\/\.docker\/key\.pem$/.test(path)
  );
}
