import { type Column, columnOf as columnOfFrame, type Frame } from '../../pipeline/frame.ts';
import { expectFrame } from './expect-frame.ts';

/**
 * The column of a name; undefined where the frame has none.
 * @throws EdgewiseError `input-invalid` for what is no frame.
 */
export function columnOf(frame: Frame, name: string): Column | undefined {
  expectFrame(frame, 'columnOf');
  return columnOfFrame(frame, name);
}
