import type { ServiceCheck } from '../authoring/publish/check-service.ts';

/** Where services were not checked, and why: a sentence for each provider and reason. */
export function notChecked(checks: Readonly<Record<string, Pick<ServiceCheck, 'skipped'>>>): string[] {
  const services = new Map<string, string[]>();
  for (const [id, { skipped }] of Object.entries(checks))
    for (const [provider, { message }] of Object.entries(skipped)) {
      const reason = `not checked on ${provider}: ${message}`;
      services.set(reason, [...(services.get(reason) ?? []), id]);
    }
  return [...services].map(([reason, ids]) => `${ids.join(', ')} ${ids.length === 1 ? 'was' : 'were'} ${reason}`);
}
