import type { ImageFacts } from "../facts.ts";

export const HOME: readonly ImageFacts[] = [];
