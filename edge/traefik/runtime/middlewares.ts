import { type Declared, isOptions, member, text, texts } from "../dynamic/declared.ts";
import type { Fault, Middleware, Status } from "../runtime.ts";
import { MIDDLEWARE_TYPES } from "./middleware-options.ts";
import { providerOf, qualify } from "./provider-names.ts";
import type { ServiceBuilder } from "./services.ts";

interface State {
  readonly declared: Declared;
  status: Status;
  readonly faults: Fault[];
  /** True once it was built within no chain; building it again there changes nothing. */
  built: boolean;
}

/** Chains that contain chains deeper than this are built by no person, and building them needs the call stack. */
const DEEPEST = 100;
/** Chains multiply: of a router whose chains have more members than this, the rest is not built. */
const MOST_BUILT = 10_000;

/**
 * Builds middlewares as routers ask for them (pkg/server/middleware/middlewares.go), the last of a chain first: what
 * stands before one that cannot be built is not looked at.
 */
export class MiddlewareBuilder {
  readonly #states = new Map<string, State>();
  readonly #services: ServiceBuilder;
  readonly #plugins: readonly string[];
  #left = 0;

  /** @param declared middlewares by qualified name. */
  constructor(declared: ReadonlyMap<string, Declared>, services: ServiceBuilder, plugins: readonly string[]) {
    for (const [name, each] of declared)
      this.#states.set(name, { declared: each, status: "enabled", faults: [], built: false });
    this.#services = services;
    this.#plugins = plugins;
  }

  /** Undefined where all of these qualified names can be built, else why not. */
  buildChain(names: readonly string[]): Fault | undefined {
    this.#left = MOST_BUILT;
    return this.#chain(names, []);
  }

  #chain(names: readonly string[], stack: readonly string[]): Fault | undefined {
    for (const name of names.toReversed()) {
      const problem = this.#build(name, stack);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #build(name: string, stack: readonly string[]): Fault | undefined {
    const state = this.#states.get(name);
    if (state === undefined) return { kind: "unknown-middleware", message: `middleware "${name}" does not exist` };
    if (state.built) return undefined;
    const fault = this.#check(name, state, stack);
    if (fault === undefined) {
      // Without a circle below it nothing depends on the way that led here.
      state.built = true;
      return undefined;
    }
    if (!state.faults.some(({ message }) => message === fault.message)) state.faults.push(fault);
    state.status = "disabled";
    return fault;
  }

  #check(name: string, state: State, stack: readonly string[]): Fault | undefined {
    if (stack.includes(name))
      return {
        kind: "recursion",
        message: `could not instantiate middleware ${name}: recursion detected in ${[...stack, name].join("->")}`,
      };
    if (stack.length >= DEEPEST || this.#left-- <= 0)
      return { kind: "recursion", message: `the chains around ${name} are too many to be followed` };
    const { options } = state.declared;
    const types = typesOf(options);
    const plugin = this.#plugins.length > 0 ? member(options, "plugin") : undefined;
    if (types.length + (plugin === undefined ? 0 : 1) > 1)
      return fault("cannot create middleware: multi-types middleware not supported");
    const [type] = types;
    if (type === undefined) {
      if (plugin === undefined) return fault(`invalid middleware "${name}" configuration: invalid middleware type`);
      const [used, ...more] = Object.keys(plugin);
      if (more.length > 0 || used === undefined || !this.#plugins.includes(used.toLowerCase()))
        return fault("plugin: the plugin is not installed");
      return undefined;
    }
    const own = options[type];
    const wrong = isOptions(own) ? MIDDLEWARE_TYPES[type]?.(own) : undefined;
    if (wrong !== undefined) return fault(wrong);
    if (type === "errors") return this.#services.build(qualify(text(own, "service"), providerOf(name)));
    return type === "chain" ? this.#chain(membersOf(name, state.declared), [...stack, name]) : undefined;
  }

  /** All middlewares with what came of them. */
  result(usedBy: ReadonlyMap<string, readonly string[]>): Map<string, Middleware> {
    const middlewares = new Map<string, Middleware>();
    for (const [name, { declared, status, faults }] of this.#states)
      middlewares.set(name, {
        name,
        provider: providerOf(name),
        types: [...typesOf(declared.options), ...(member(declared.options, "plugin") === undefined ? [] : ["plugin"])],
        options: declared.options,
        members: membersOf(name, declared),
        status,
        faults,
        usedBy: usedBy.get(name) ?? [],
        origins: declared.origins,
      });
    return middlewares;
  }
}

function typesOf(options: Declared["options"]): string[] {
  return Object.keys(MIDDLEWARE_TYPES).filter((type) => isOptions(options[type]));
}

/** Bare names of a chain take the chain's own provider. */
function membersOf(name: string, { options }: Declared): string[] {
  return texts(member(options, "chain"), "middlewares").map((each) => qualify(each, providerOf(name)));
}

function fault(message: string): Fault {
  return { kind: "middleware", message };
}
