import { createSession } from '../../engine/create-session.ts';
import type { Session } from '../../engine/session.ts';
import { expectNoHalves } from '../onnx/half-values.ts';
import { withSubject } from '../with-subject.ts';
import { tellFixedRows } from './fixed-rows.ts';
import { frameLimits } from './frame-limits.ts';
import { rowByRow } from './row-by-row.ts';

/**
 * Opens a graph's model for the rows of frames, however many it was exported for.
 * @throws EdgewiseError naming the model: `graph-invalid` where it takes or gives float16, and what `createSession` throws.
 */
export async function openModel(name: string, bytes: Uint8Array): Promise<Session> {
  const subject = `Model "${name}"`;
  const session = await withSubject(
    () => subject,
    () => createSession(bytes, { limits: frameLimits }),
  );
  try {
    return tellFixedRows(subject, rowByRow(expectNoHalves(subject, session)));
  } catch (error) {
    await session.release();
    throw error;
  }
}
