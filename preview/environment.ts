/** An address that nothing ever dials: with it the Docker provider previews without a daemon. */
export const NO_DAEMON = "ssh://ci@host.invalid";

/**
 * What a program, and what fetches a plugin, may need of the environment. Everything else stays out, so
 * that no token of a build reaches code that came with a pull request.
 */
const KEPT = [
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|TMP|TEMP|CI|NO_COLOR|XDG_CACHE_HOME)$/,
  /^(NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_COMPILE_CACHE|SSL_CERT_FILE|SSL_CERT_DIR)$/,
  /^(https?|no|all)_proxy$/i,
  /^PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION$/,
  /^(SystemRoot|SystemDrive|windir|ComSpec|PATHEXT|APPDATA|LOCALAPPDATA|USERPROFILE|ProgramFiles)$/i,
];

/** The variables of `environment` that a preview keeps, with those that are named in `also`. */
export function scrubbed(environment: NodeJS.ProcessEnv, also: readonly string[] = []): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => also.includes(name) || KEPT.some((kept) => kept.test(name))),
  );
}
