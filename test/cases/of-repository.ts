/** Defects that the rules over the repository report, by their rule; their cases lie under test/policies/repository. */
export const OF_REPOSITORY: Readonly<Record<string, string>> = {
  "acme-private-keys-in-repository-history": "secret-in-history",
  "clear-text-secrets-in-repository": "secret-in-repository",
  "running-containers-in-no-playbook": "container-in-no-playbook",
};
