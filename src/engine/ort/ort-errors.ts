import { EdgewiseError, type EdgewiseErrorCode } from '../../errors.ts';

// ONNX Runtime reports as `ERROR_CODE: n, ERROR_MESSAGE: text`; the numbers are those of its OrtErrorCode.
const report = /ERROR_CODE: (\d+), ERROR_MESSAGE: (.*)/s;
const invalidArgument = '2';
const notImplemented = '9';
const missingOperator = /No Op registered|is not a registered|Could not find an implementation|NOT_IMPLEMENTED/;
const crash = /abort|unreachable|out of bounds|memory access|failed to allocate|table index|indirect call/i;

/** What a model is refused for, found by ONNX Runtime's words, and what to do about it. */
const refusals: readonly (readonly [words: RegExp, advice: (...found: string[]) => string])[] = [
  [/external data/i, () => 'The weights of the model lie in an external file: save the model as one file.'],
  [
    /Unsupported model IR version: (\d+), max supported IR version: (\d+)/,
    (_, version, newest) =>
      `The model's IR version ${version} is newer than ${newest}, the newest that ONNX Runtime knows: save it with that (in Python by model.ir_version = ${newest}).`,
  ],
  [
    /^unsupported data type: \d+$/,
    () =>
      'An input or output of the model is of a type such as bfloat16, which ONNX Runtime cannot pass in a browser: cast it to float32 in the model.',
  ],
  [
    /official support for domain (\S+) is till opset (\d+)/,
    (_, domain, newest) =>
      `The model imports the operator set '${domain}' in a version newer than ${newest}, the newest that ONNX Runtime knows: export it with that.`,
  ],
];

/** Whether an error thrown by onnxruntime-web leaves the runtime in a state that cannot be trusted. */
export function isFatal(error: unknown): boolean {
  if (!(error instanceof Error)) return true;
  if (report.test(error.message)) return false;
  return error instanceof WebAssembly.RuntimeError || error instanceof RangeError || crash.test(error.message);
}

/** An error of onnxruntime-web while it opened a model. */
export function openError(error: unknown): EdgewiseError {
  const { code, reason } = read(error);
  for (const [words, advice] of refusals) {
    const found = words.exec(reason);
    if (found) return new EdgewiseError('model-unsupported', advice(...found), { cause: error });
  }
  if (code === undefined) return engineError(error, 'ONNX Runtime could not open the model');
  const unsupported = code === notImplemented || missingOperator.test(reason);
  return unsupported
    ? wrap('model-unsupported', `ONNX Runtime does not support the model, export it with standard operators`, error)
    : wrap('model-invalid', 'The model is not valid, export it again', error);
}

/** An error of onnxruntime-web while it ran a model. */
export function runError(error: unknown): EdgewiseError {
  if (read(error).code === invalidArgument) return wrap('input-invalid', 'The model refuses its inputs', error);
  return engineError(error, 'The model failed to run, check the values of its inputs');
}

/** Any other error of onnxruntime-web. */
export function engineError(error: unknown, subject: string): EdgewiseError {
  return error instanceof EdgewiseError ? error : wrap('engine-failed', subject, error);
}

function wrap(code: EdgewiseErrorCode, subject: string, cause: unknown): EdgewiseError {
  return new EdgewiseError(code, `${subject}: ${read(cause).reason}`, { cause });
}

function read(error: unknown): { code: string | undefined; reason: string } {
  const message = error instanceof Error ? error.message : String(error);
  const [, code, text] = report.exec(message) ?? [];
  // Messages of failed checks begin with the place in ONNX Runtime's own sources.
  return { code, reason: (text ?? message).replace(/^\/\S+:\d+ /, '').trim() };
}
