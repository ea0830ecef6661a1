import { expect, it, vi } from 'vitest';
import { createTestManifest } from '../registry/testing/manifest.ts';
import type { Visitor } from '../visitor/visitor.ts';
import { type DecideVisitOptions, decideVisit } from './decide-visit.ts';
import type { Services } from './services.ts';
import { testPage as page } from './testing/host-options.ts';

it('loads the services that scopes need while the visitor is read', async () => {
  const reading = new Promise<never>(() => {});
  const load = vi.fn(async () => {});
  const services = { manifest: createTestManifest(1, []), load } as Partial<Services> as Services;
  const read = () => reading;
  const visitor = { events: read, profile: read, visitorId: read } as Partial<Visitor> as Visitor;
  const inForce = Promise.resolve({ services, source: 'network' as const });
  const options = { inForce, visitor, displaysFor: async () => undefined, clock: () => 0 };
  void decideVisit({ scopes: ['hero'], page }, options as Partial<DecideVisitOptions> as DecideVisitOptions);
  await vi.waitFor(() => expect(load).toHaveBeenCalled());
});
