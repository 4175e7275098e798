import type { ImageFacts } from "../facts.ts";

export const MONITORING: readonly ImageFacts[] = [];
