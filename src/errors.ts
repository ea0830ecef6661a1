/** What went wrong, as a stable word that callers can switch on. */
export type EdgewiseErrorCode =
  | 'manifest-invalid'
  | 'manifest-untrusted'
  | 'manifest-stale'
  | 'artifact-unavailable'
  | 'artifact-corrupt'
  | 'model-invalid'
  | 'model-unsupported'
  | 'graph-invalid'
  | 'input-invalid'
  | 'engine-failed'
  | 'worker-lost'
  | 'deadline-exceeded'
  | 'storage-unavailable'
  | 'consent-required'
  | 'disposed';

/**
 * The one error class of Edgewise. `message` names the subject and the remedy in one sentence;
 * `code` and `cause` survive the worker boundary.
 */
export class EdgewiseError extends Error {
  override readonly name = 'EdgewiseError';
  readonly code: EdgewiseErrorCode;

  constructor(code: EdgewiseErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** Recognises an {@link EdgewiseError} by name, so that one from another realm or bundle counts too. */
export function isEdgewiseError(value: unknown): value is EdgewiseError {
  return value instanceof Error && value.name === 'EdgewiseError' && 'code' in value;
}

/** Passes an {@link EdgewiseError} through and wraps anything else under `code`, keeping it as the cause. */
export function toEdgewiseError(value: unknown, code: EdgewiseErrorCode, subject: string): EdgewiseError {
  if (isEdgewiseError(value)) return value;
  const reason = value instanceof Error ? value.message : String(value);
  return new EdgewiseError(code, `${subject}: ${reason}`, { cause: value });
}
