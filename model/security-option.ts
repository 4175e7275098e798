/**
 * Splits at the first `:` or `=`; a bare key counts as switched on. Both separators are accepted
 * by the engine: https://docs.docker.com/reference/cli/docker/container/run/#security-opt
 */
export function splitSecurityOption(text: string): { key: string; value: string } {
  const match = /^([^:=]*)[:=](.*)$/s.exec(text);
  return match === null
    ? { key: text.trim().toLowerCase(), value: "true" }
    : { key: (match[1] as string).trim().toLowerCase(), value: (match[2] as string).trim() };
}
