import { styleText } from "node:util";

/** Marks up text for a terminal, or leaves it alone. */
export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
}

/** For files, pipes and tests. */
export const plain: Paint = {
  bold: (text) => text,
  dim: (text) => text,
  red: (text) => text,
  yellow: (text) => text,
  green: (text) => text,
};

/** Colours for a terminal; follows NO_COLOR, NODE_DISABLE_COLORS and FORCE_COLOR as Node does. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  // Asked once: styleText asks the stream again for each text.
  if (styleText("red", "x", { stream }) === "x") return plain;
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) => styleText(format, text, { stream });
  return { bold: style("bold"), dim: style("dim"), red: style("red"), yellow: style("yellow"), green: style("green") };
}
