import type { ExperienceEvent } from '../xdm/event.ts';
import type { Profile } from '../xdm/profile.ts';
import { isRecord } from '../xdm/record.ts';
import { isExperienceEvent } from './normalise-event.ts';

/** All that is kept of a visitor. */
export interface VisitorRecord {
  readonly id: string;
  /** Oldest first. */
  readonly events: readonly ExperienceEvent[];
  readonly profile: Profile;
  /** Of displays, beyond the event log: `display-log.ts` knows its shape. */
  readonly displays?: unknown;
}

/** A record as far as it could be read. */
interface StoredVisitor {
  readonly record: Omit<VisitorRecord, 'id'> & { readonly id: string | undefined };
  /** The parts that could not be read, named for a message. */
  readonly corrupt: string | undefined;
}

/** Reads a stored value, whatever it is: what is sound is kept, the rest is dropped and named. */
export function readVisitorRecord(value: unknown): StoredVisitor {
  const fields = isRecord(value) ? value : {};
  const id = typeof fields.id === 'string' && fields.id !== '' ? fields.id : undefined;
  const list: unknown[] = Array.isArray(fields.events) ? fields.events : [];
  const events = list.filter(isExperienceEvent);
  const profile = isRecord(fields.profile) ? fields.profile : {};
  const dropped: string[] = [];
  if (value !== undefined) {
    if (id === undefined) dropped.push('id');
    if (list !== fields.events || events.length < list.length) dropped.push('events');
    if (profile !== fields.profile) dropped.push('profile');
  }
  return { record: { id, events, profile, displays: fields.displays }, corrupt: dropped.join(', ') || undefined };
}
