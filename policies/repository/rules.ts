import { page } from "../references.ts";
import type { RepositoryRule } from "./rule.ts";

const REMOVING = page(
  "Removing sensitive data from a repository (GitHub)",
  "https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/removing-sensitive-data-from-a-repository",
);
const SECRETS_SHEET = page(
  "OWASP Secrets Management Cheat Sheet",
  "https://cheatsheetseries.owasp.org/cheatsheets/Secrets_Management_Cheat_Sheet.html",
);
const HARD_CODED = page("CWE-798: Use of hard-coded credentials", "https://cwe.mitre.org/data/definitions/798.html");

export const SECRET_IN_REPOSITORY: RepositoryRule = {
  id: "secret-in-repository",
  scope: "repository",
  title: "A secret stands in clear text in a tracked file",
  why: "Whoever reads the repository, a clone or a backup of it has the secret, and deleting the line leaves it in the history. An ignore list by file name does not help: it stands in documents, scripts and settings whose names give nothing away.",
  premises: { precondition: "reach", impact: "neighbours" },
  references: [SECRETS_SHEET, HARD_CODED, REMOVING],
  remedy:
    "Replace the value by a reference to a secret (a secret of the stack, a vault, a file outside of the repository), then issue a new one, because the history keeps the old one.",
  judges: "every tracked file, as it stands in the work tree",
};

export const DEFAULT_PASSWORD: RepositoryRule = {
  id: "default-password-in-repository",
  scope: "repository",
  title: "A tracked setting holds a password that anybody would guess",
  why: "It may be there to be replaced. Where nobody replaces it, the first guess opens the service.",
  premises: { precondition: "foothold", impact: "container" },
  references: [
    page("CWE-1392: Use of default credentials", "https://cwe.mitre.org/data/definitions/1392.html"),
    SECRETS_SHEET,
  ],
  remedy: "Leave the value out, so that deploying without one fails, or refer to a secret.",
  judges: "tracked files of settings and scripts, as they stand in the work tree",
};

export const SECRET_IN_HISTORY: RepositoryRule = {
  id: "secret-in-history",
  scope: "repository",
  title: "Private keys lie in the history of the repository",
  why: "A deleted or ignored file stays in every clone. Whoever has one can act as the holder of the keys until they are issued anew, and nobody can tell who has one.",
  premises: { precondition: "reach", impact: "host" },
  references: [
    REMOVING,
    page(
      "The storage of Traefik's ACME certificates",
      "https://doc.traefik.io/traefik/reference/install-configuration/tls/certificate-resolvers/acme/",
    ),
    page("RFC 7468: textual encodings of keys", "https://www.rfc-editor.org/rfc/rfc7468"),
  ],
  remedy:
    "Issue the keys and certificates anew and revoke the old ones, take the file out of every commit (git filter-repo) and replace all clones. Keys that were issued anew can be accepted by a waiver until the history is clean.",
  judges: "every commit that a branch, a tag or another reference reaches",
};

export const CONTAINER_IN_NO_PLAYBOOK: RepositoryRule = {
  id: "container-in-no-playbook",
  scope: "repository",
  title: "A container is deployed by no playbook",
  why: "The recovery procedure runs the playbooks. What none of them deploys stays away after a disaster, with everything that depends on it, although the playbooks all succeed.",
  premises: { precondition: "none", impact: "neighbours", qualifiers: ["availability-only"] },
  references: [
    page(
      "community.docker.docker_container",
      "https://docs.ansible.com/ansible/latest/collections/community/docker/docker_container_module.html",
    ),
    page(
      "community.docker.docker_compose_v2",
      "https://docs.ansible.com/ansible/latest/collections/community/docker/docker_compose_v2_module.html",
    ),
  ],
  remedy:
    "Deploy it in a playbook that the recovery runs, under the name that it has; one that is not meant to come back is accepted by a waiver that names it.",
  judges: "each container that there must be, against all playbooks of the repository",
};

/** Every rule over the repository. */
export const REPOSITORY_RULES: readonly RepositoryRule[] = [
  CONTAINER_IN_NO_PLAYBOOK,
  DEFAULT_PASSWORD,
  SECRET_IN_HISTORY,
  SECRET_IN_REPOSITORY,
];
