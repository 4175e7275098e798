import type { ImageFacts } from "../facts.ts";

export const APPLICATIONS: readonly ImageFacts[] = [];
