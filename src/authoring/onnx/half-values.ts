import type { Session } from '../../engine/session.ts';
import { EdgewiseError } from '../../errors.ts';

interface NamedValue {
  readonly name: string;
  readonly type?: string | undefined;
}

/** Says in one sentence which of a model's inputs or outputs is in float16, and what to do about it; undefined where none is. */
export function halfValues(
  subject: string,
  inputs: readonly NamedValue[],
  outputs: readonly NamedValue[],
): string | undefined {
  const isHalf = ({ type }: NamedValue) => type === 'float16';
  const [taken, given] = [inputs.find(isHalf), outputs.find(isHalf)];
  const what = taken ? `takes ${taken.name}` : given && `gives ${given.name}`;
  return (
    what &&
    `${subject} ${what} in float16, which graphs neither feed nor read: keep inputs and outputs in float32 (in Python by convert_float_to_float16(model, keep_io_types=True)).`
  );
}

/**
 * Passes on a session that a graph can use.
 * @throws EdgewiseError `graph-invalid` for one with inputs or outputs in float16, whose bits a graph would take for numbers.
 */
export function expectNoHalves(subject: string, session: Session): Session {
  const sentence = halfValues(subject, session.inputMetadata, session.outputMetadata);
  if (sentence) throw new EdgewiseError('graph-invalid', sentence);
  return session;
}
