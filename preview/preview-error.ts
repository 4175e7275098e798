/** A preview that ended without a judgement, and why. It is never taken for one that found nothing. */
export class PreviewError extends Error {
  override readonly name = "PreviewError";
}
