import type { ImageFacts } from "../facts.ts";

export const MANAGEMENT: readonly ImageFacts[] = [];
