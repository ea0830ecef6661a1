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

/** Throws what a chunk of the worker that cannot be had is told by, as beside the files of another release. */
export function missingChunk(error: unknown): never {
  throw toEdgewiseError(error, 'artifact-unavailable', 'Serve all worker-*.js');
}

/** An error as plain data, which structured cloning carries whole across the worker boundary. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly code?: EdgewiseErrorCode;
  readonly cause?: PlainError;
}

/** Turns any thrown value into plain data, its chain of causes included (at most five deep). */
export function toPlainError(value: unknown, depth = 0): PlainError {
  if (!(value instanceof Error)) return { name: 'Error', message: String(value) };
  return {
    name: value.name,
    message: value.message,
    ...(isEdgewiseError(value) && { code: value.code }),
    ...(value.cause !== undefined && depth < 5 && { cause: toPlainError(value.cause, depth + 1) }),
  };
}

/** The inverse of {@link toPlainError}. */
export function fromPlainError({ name, message, code, cause }: PlainError): Error {
  const options = cause && { cause: fromPlainError(cause) };
  return code ? new EdgewiseError(code, message, options) : Object.assign(new Error(message, options), { name });
}
