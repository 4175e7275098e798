import type { Stack } from "../model/stack.ts";
import { expectContainer } from "./expect/container.ts";
import { expectData } from "./expect/data.ts";
import { routesOf } from "./expect/routes.ts";
import type { Expectation, ExpectedHost } from "./expectation.ts";
import type { Print } from "./print.ts";

/** What the declaration itself does not hold of its hosts. */
export interface Around {
  /** Prints what may hold a password. */
  readonly print: Print;
  /** What else may listen on a host, by its name. */
  readonly listeners?: ReadonlyMap<string, readonly string[]>;
}

/**
 * Turns stacks into what there must be. All stacks of the project belong in it, also those that are not looked
 * at now: what is declared is the denominator.
 */
export function expect(stacks: readonly Stack[], around: Around): Expectation {
  return { hosts: stacks.map((stack) => expectHost(stack, around)) };
}

function expectHost(stack: Stack, { print, listeners }: Around): ExpectedHost {
  const { routes, problems } = routesOf(stack);
  const { data, problems: unread } = expectData(stack);
  return {
    name: stack.name,
    containers: stack.containers.map((container) => expectContainer(container, print)),
    routes,
    networks: stack.networks.map(({ name }) => name),
    volumes: stack.volumes.map(({ name }) => name),
    data,
    listeners: [...(listeners?.get(stack.name) ?? [])],
    problems: [
      ...stack.problems.map(({ container, message }) =>
        container === undefined ? message : `${container}: ${message}`,
      ),
      ...problems,
      ...unread,
    ],
  };
}
