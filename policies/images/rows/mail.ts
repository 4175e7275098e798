import type { ImageFacts } from "../facts.ts";

export const MAIL: readonly ImageFacts[] = [];
