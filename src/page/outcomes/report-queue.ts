import type { ExperienceEvent } from '../../xdm/event.ts';
import { isRecord } from '../../xdm/record.ts';

/** What the queue needs of the page. */
export interface ReportQueueOptions {
  /** Absolute address that reports are posted to. */
  readonly url: string;
  /** `localStorage`; a browser that refuses it may throw. */
  readonly storage: () => Storage;
  /** `navigator.sendBeacon`. */
  readonly sendBeacon: (url: string, body: string) => boolean;
  /** `navigator.onLine`: without a network, a beacon is taken and lost. */
  readonly isOnline: () => boolean;
  /** Whether the visitor's consent holds. */
  readonly isAllowed: () => boolean;
}

/**
 * Outcomes on their way to `reportUrl`. Each lies on the device under a key of its own until a beacon has taken it, so that
 * tabs never overwrite what another wrote; any of them sends what all have.
 */
export interface ReportQueue {
  add(event: ExperienceEvent): void;
  /** Hands everything to the browser, as far as it takes it: `{ "events": [{ "xdm": … }] }`, as Adobe's Edge Network has it. */
  flush(): void;
}

const keyPrefix = 'edgewise.outcome.';
/** Outcomes kept at most; the oldest go first. */
const queueLimit = 100;
/** Bytes of one report: browsers refuse beacons beyond 64 KiB in all. */
const reportBytes = 60_000;
/** Bytes that an event takes in a report beside its own, at most. */
const wrappingBytes = 10;

/** Opens the queue; what an earlier page view left in it is sent with the next flush. */
export function createReportQueue({ url, storage, sendBeacon, isOnline, isAllowed }: ReportQueueOptions): ReportQueue {
  /** What the device did not take. */
  const memory = new Map<string, string>();

  const onDevice = <T>(access: (device: Storage) => T, otherwise: T): T => {
    try {
      return access(storage());
    } catch {
      return otherwise;
    }
  };

  const keys = (): string[] => {
    const kept = onDevice((device) => Object.keys(device).filter((key) => key.startsWith(keyPrefix)), []);
    // The time stands first in a key.
    return [...memory.keys(), ...kept].sort();
  };

  const read = (key: string): string => memory.get(key) ?? onDevice((device) => device.getItem(key), null) ?? '';

  const remove = (key: string): void => {
    memory.delete(key);
    onDevice((device) => device.removeItem(key), undefined);
  };

  /** The events that can be sent, by key; what cannot goes. */
  const sendable = (): (readonly [key: string, event: string])[] =>
    keys().flatMap((key) => {
      const event = read(key);
      if (isSendable(event)) return [[key, event]];
      remove(key);
      return [];
    });

  return {
    add(event) {
      const json = JSON.stringify(event);
      if (!isAllowed() || !isSendable(json)) return;
      const key = `${keyPrefix}${event.timestamp} ${event._id}`;
      const isKept = onDevice((device) => {
        device.setItem(key, json);
        return true;
      }, false);
      if (!isKept) memory.set(key, json);
      for (const oldest of keys().slice(0, -queueLimit)) remove(oldest);
    },
    flush() {
      if (!isAllowed()) return memory.clear();
      let rest = sendable();
      while (rest.length > 0 && isOnline()) {
        const report = rest.slice(0, countThatFit(rest));
        if (!sendBeacon(url, `{"events":[${report.map(([, event]) => `{"xdm":${event}}`).join(',')}]}`)) return;
        for (const [key] of report) remove(key);
        rest = rest.slice(report.length);
      }
    },
  };
}

function countThatFit(entries: readonly (readonly [key: string, event: string])[]): number {
  let bytes = 0;
  const tooMany = entries.findIndex(([, event]) => {
    bytes += byteLength(event) + wrappingBytes;
    return bytes > reportBytes;
  });
  return tooMany < 0 ? entries.length : tooMany;
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;

/** Anybody may write into the device's storage. */
function isSendable(text: string): boolean {
  try {
    return byteLength(text) + wrappingBytes <= reportBytes && isRecord(JSON.parse(text));
  } catch {
    return false;
  }
}
