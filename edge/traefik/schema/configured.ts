/**
 * A value as Traefik's decoder fills its structures: every option that is set or has a default, by its name in
 * lower case. Whole numbers are bigint, because they may be larger than a number can hold; durations are whole
 * nanoseconds. Names of maps (routers, headers) keep their case.
 */
export type Configured =
  | undefined
  | boolean
  | bigint
  | number
  | string
  | readonly Configured[]
  | { readonly [option: string]: Configured };
