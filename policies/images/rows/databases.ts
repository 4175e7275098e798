import type { ImageFacts } from "../facts.ts";

export const DATABASES: readonly ImageFacts[] = [];
