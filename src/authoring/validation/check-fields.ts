import { isRecord } from '../../xdm/record.ts';
import { didYouMeanOrThereIs } from '../graph/did-you-mean.ts';
import type { Path } from '../json/json-document.ts';
import type { Context } from './context.ts';

/** What of a valibot schema says which fields there are. */
export interface Shape {
  readonly type: string;
  /** Of an object, by name. */
  readonly entries?: Readonly<Record<string, Shape>>;
  /** Of an array. */
  readonly item?: Shape;
  /** Of a record. */
  readonly value?: Shape;
  /** Of what may be left out. */
  readonly wrapped?: Shape;
}

/**
 * Reports fields that a schema does not know, all through a document. They are dropped, and most are slips of the pen: an audience with
 * `segment` for `segments` is everybody.
 */
export function checkFields(schema: Shape, value: unknown, path: Path, context: Pick<Context, 'report'>): void {
  const { type, entries = {}, item, value: ofRecord, wrapped } = schema;
  if (wrapped) checkFields(wrapped, value, path, context);
  else if (item && Array.isArray(value)) {
    for (const [index, element] of value.entries()) checkFields(item, element, [...path, index], context);
  } else if (Array.isArray(value)) {
    // To the schema a list is an object, too, without any of the fields: an audience of everybody, a schedule without an end.
    if (type === 'object')
      context.report('error', path, `it is a list; give an object with ${Object.keys(entries).join(', ')}`);
  } else if ((schema.entries || ofRecord) && isRecord(value)) {
    const isClosed = type === 'object';
    const known = Object.keys(entries);
    for (const [name, field] of Object.entries(value)) {
      const inside = Object.hasOwn(entries, name) ? entries[name] : ofRecord;
      if (inside) checkFields(inside, field, [...path, name], context);
      else if (isClosed && !(path.length === 0 && name === '$schema'))
        context.report('warning', [...path, name], `there is no field "${name}"${didYouMeanOrThereIs(name, known)}`);
    }
  }
}
