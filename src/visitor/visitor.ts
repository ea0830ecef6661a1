import { EdgewiseError, toEdgewiseError } from '../errors.ts';
import type { ExperienceEvent } from '../xdm/event.ts';
import type { Profile } from '../xdm/profile.ts';
import { isRecord } from '../xdm/record.ts';
import { mergeEvents } from './event-log.ts';
import { normaliseEvent } from './normalise-event.ts';
import { readVisitorRecord, type VisitorRecord } from './visitor-record.ts';

/** Where the visitor is kept on the device. One that goes on in memory when the device refuses, rather than reject, is best. */
export interface VisitorStore {
  get(key: string): Promise<unknown>;
  /** Replaces a value by what `updater` makes of it, with no other write between reading and writing. */
  update(key: string, updater: (value: unknown) => unknown): Promise<void>;
  /** Deletes everything; rejects where the device does not. */
  clear(): Promise<void>;
}

/** The part of the Web Locks API that is needed; `navigator.locks` has it. */
export interface VisitorLocks {
  request(name: string, callback: () => Promise<void>): Promise<unknown>;
}

export interface VisitorOptions {
  readonly store: VisitorStore;
  /**
   * Keeps tabs from writing at once. Without it the store's own atomic update does, but Firefox may freeze a page, and its worker with it, in
   * the midst of one, which holds up every other page's; a page whose worker holds a lock it does not keep.
   */
  readonly locks?: VisitorLocks | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** A new identifier, never given before. */
  readonly randomId: () => string;
  /** Events kept at most. @default 500 */
  readonly eventLimit?: number | undefined;
  /** Age up to which events are kept, in milliseconds. @default 2_592_000_000 (30 days) */
  readonly eventMaxAgeMs?: number | undefined;
  /**
   * Nothing is believed to lie on the device: reads don't wait until it has been asked. What does lie there is joined behind.
   * @default false
   */
  readonly assumeNew?: boolean;
  /** Told of each invalid event, and once if the store fails or holds something corrupt. */
  readonly onError: (error: EdgewiseError) => void;
}

/**
 * The visitor on this device: event log, profile and identifier. Nothing is read or stored before the first call.
 *
 * Reads answer from memory and see every call made before them, whether or not it has reached the device yet. What
 * another tab has written is read behind: it is seen after the next write of this tab and by the read after next at the
 * latest; `await append(…)` first to see it at once. If a write fails, memory serves on and the next write takes it along.
 */
export interface Visitor {
  /**
   * Adds events to the log; an invalid one is reported to `onError` and left out.
   * @returns once they are on the device, those that were new: no `_id` known already, none too old.
   */
  append(events: readonly unknown[]): Promise<readonly ExperienceEvent[]>;
  /** The event log, oldest first. */
  events(): Promise<readonly ExperienceEvent[]>;
  profile(): Promise<Profile>;
  /**
   * Changes the profile by a pure function, which is called for memory and again on what the device holds by then.
   * @throws EdgewiseError `input-invalid` if it throws then, or doesn't return an object of JSON; the profile stays.
   */
  updateProfile(patch: (profile: Profile) => Profile): Promise<void>;
  /**
   * Changes what is kept of displays beyond the event log, by a pure function of it and the log, as {@link updateProfile} does the profile.
   * @returns what memory holds by then.
   */
  updateDisplays<T>(update: (displays: unknown, events: readonly ExperienceEvent[]) => T): Promise<T>;
  /** Made on the first visit; on a new device with two tabs opened at once, the first to write names the visitor. */
  visitorId(): Promise<string>;
  /**
   * Deletes all that is stored of the visitor, at once, and forgets what is on its way. Works after `dispose` too.
   * @throws what the store throws where the device does not delete.
   */
  clear(): Promise<void>;
  /** Ends with the last write; every later call but `clear` is refused with `disposed`. */
  dispose(): Promise<void>;
}

/** Key of the one record that holds a visitor: whole in one write, gone in one delete. */
export const visitorKey = 'visitor';
const lockName = 'edgewise-visitor';

type Change = (record: VisitorRecord) => VisitorRecord;

export function createVisitor(options: VisitorOptions): Visitor {
  const { store, locks, now, randomId, eventLimit = 500, eventMaxAgeMs = 30 * 86_400_000, onError } = options;
  const empty = (): VisitorRecord => ({ id: randomId(), events: [], profile: {} });

  /** What the device held when last seen, the changes that are on their way to it, and both together. */
  let saved = empty();
  let pending: readonly Change[] = [];
  let current = saved;
  let isOnDevice = false;
  /** Counts the calls of `clear`, so that what began before one has no effect after it. */
  let era = 0;
  let loading: Promise<void> | undefined;
  let refreshing: Promise<void> | undefined;
  let queue: Promise<void> = Promise.resolve();
  let storageFailed = false;
  let disposed = false;

  function reportStorage(cause: unknown, subject: string) {
    if (storageFailed) return;
    storageFailed = true;
    onError(toEdgewiseError(cause, 'storage-unavailable', subject));
  }

  const merge = (log: readonly ExperienceEvent[], events: readonly ExperienceEvent[]) =>
    mergeEvents(log, events, { limit: eventLimit, since: now() - eventMaxAgeMs, now: now() });

  function read(value: unknown): VisitorRecord {
    const { record, corrupt } = readVisitorRecord(value);
    if (corrupt) reportStorage('it was not written by Edgewise', `The stored visitor's ${corrupt} was dropped`);
    // Known to the device once and gone now: another tab has cleared the visitor, and the old id must not return.
    const id = record.id ?? (isOnDevice ? randomId() : saved.id);
    return { ...record, id, events: merge(record.events, []) };
  }

  function accept(record: VisitorRecord, changes: readonly Change[]) {
    saved = record;
    pending = changes;
    current = changes.reduce((result, change) => change(result), record);
  }

  /** One task at a time, in order; a failing one is reported and doesn't stop the next. */
  function enqueue(task: () => Promise<void>): Promise<void> {
    queue = queue.then(task).catch((error) => reportStorage(error, 'The visitor is kept in memory only'));
    return queue;
  }

  async function exclusively(task: () => Promise<void>): Promise<void> {
    try {
      if (locks) return void (await locks.request(lockName, task));
    } catch {
      // Locks are refused to some pages, such as sandboxed frames; the store's update is atomic all the same, and what failed fails again.
    }
    return task();
  }

  function write(): Promise<void> {
    return enqueue(async () => {
      const writingIn = era;
      const batch = pending;
      if (batch.length === 0) return;
      let written = saved;
      await exclusively(async () => {
        if (writingIn !== era) return;
        await store.update(visitorKey, (value) => {
          written = batch.reduce((record, change) => change(record), read(value));
          return written;
        });
      });
      // Had it failed, the batch would still be pending and go with the next write.
      if (writingIn !== era) return;
      isOnDevice = true;
      accept(written, pending.slice(batch.length));
    });
  }

  function change(apply: Change): Promise<void> {
    // Asked for before it was disposed, and read from the device meanwhile.
    if (disposed) return queue;
    pending = [...pending, apply];
    current = apply(current);
    return write();
  }

  function refresh(): Promise<void> {
    refreshing ??= enqueue(async () => {
      const readingIn = era;
      const value = await store.get(visitorKey);
      if (readingIn !== era) return;
      const record = read(value);
      isOnDevice = value !== undefined;
      accept(record, pending);
    }).finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  }

  async function load(): Promise<void> {
    const loadingIn = era;
    await refresh();
    // Gives a new visitor's id to the device, so that the next page view finds it.
    if (!isOnDevice && pending.length === 0 && loadingIn === era) void change((record) => record);
  }

  /** Queues the first read before whatever comes next. */
  function begin(): Promise<void> {
    if (disposed) throw new EdgewiseError('disposed', 'The visitor is disposed: create another');
    loading ??= load();
    return loading;
  }

  /** Reads from memory, and again from the device behind, unless a write is about to do so. */
  async function recall<T>(pick: (record: VisitorRecord) => T): Promise<T> {
    const isLoaded = loading !== undefined;
    const loaded = begin();
    if (!options.assumeNew) await loaded;
    if (isLoaded && pending.length === 0) void refresh();
    return pick(current);
  }

  return {
    async append(inputs) {
      void begin();
      const events = inputs.flatMap((input) => {
        try {
          return [normaliseEvent(input, { now, randomId })];
        } catch (error) {
          onError(toEdgewiseError(error, 'input-invalid', 'Event'));
          return [];
        }
      });
      if (events.length === 0) return [];
      const appendedIn = era;
      let added: readonly ExperienceEvent[] = [];
      await change((record) => {
        const merged = merge(record.events, events);
        // By identity: an event of the same _id from before is another object.
        const kept = new Set(merged);
        added = events.filter((event) => kept.has(event));
        return { ...record, events: merged };
      });
      return appendedIn === era ? added : [];
    },
    events: () => recall((record) => record.events),
    profile: () => recall((record) => record.profile),
    async updateProfile(patch) {
      void begin();
      let failure: unknown;
      await change((record) => {
        failure = undefined;
        try {
          return { ...record, profile: patchProfile(record.profile, patch) };
        } catch (error) {
          failure = error;
          return record;
        }
      });
      if (failure) throw failure;
    },
    updateDisplays(update) {
      return recall(({ displays, events }) => {
        void change((record) => ({ ...record, displays: update(record.displays, record.events) }));
        return update(displays, events);
      });
    },
    visitorId: () => recall((record) => record.id),
    async clear() {
      era += 1;
      isOnDevice = false;
      accept(empty(), []);
      loading = Promise.resolve();
      await store.clear();
    },
    async dispose() {
      disposed = true;
      await loading;
      await queue;
    },
  };
}

function patchProfile(profile: Profile, patch: (profile: Profile) => Profile): Profile {
  try {
    const patched: unknown = JSON.parse(JSON.stringify(patch(profile)));
    if (isRecord(patched)) return patched;
    throw new TypeError('it must return an object');
  } catch (error) {
    throw toEdgewiseError(error, 'input-invalid', 'The profile stays as it was, its update failed');
  }
}
