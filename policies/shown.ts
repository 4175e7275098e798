const NAME = /^[\w.~/+-]{1,120}(?:@[\w-]{1,40})?$/;

/** A name as a message may show it; a text that looks like no name could be anything, a secret too. */
export function shown(name: string): string {
  return NAME.test(name) ? name : "(a name with unusual characters)";
}
