import type { ImageFacts } from "../facts.ts";

export const EDGE: readonly ImageFacts[] = [];
