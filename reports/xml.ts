import { escaped } from "./markup.ts";

/** An element with attributes and content that is XML already; every attribute is escaped. */
export function element(name: string, attributes: Record<string, string | number>, content: readonly string[]): string {
  const start = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(String(value))}"`)].join(
    " ",
  );
  return content.length === 0 ? `<${start}/>` : `<${start}>${content.join("")}</${name}>`;
}

/** Text over several lines as the content of an element; XML 1.0 knows no other control characters. */
export function lines(texts: readonly string[]): string {
  return texts.map(escaped).join("\n");
}
