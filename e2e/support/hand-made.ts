import { createHash } from 'node:crypto';
import type { Activity } from '../../src/decisioning/activity.ts';
import type { Manifest } from '../../src/registry/manifest.ts';
import type { Published } from './fixtures.ts';
import { activities, interestGraph, segments } from './tiny-service.ts';

export interface HandMade {
  readonly model: Uint8Array;
  readonly graph?: Readonly<Record<string, unknown>>;
  /** @default ['js', 'wasm'] */
  readonly executionProviders?: readonly ('js' | 'wasm')[];
  /** @default 1 */
  readonly generation?: number;
}

/** A publication that `publish` would refuse, because it checks what it publishes. */
export function makeByHand({
  model,
  graph = interestGraph(),
  executionProviders = ['js', 'wasm'],
  generation = 1,
}: HandMade): Published {
  const sha256 = createHash('sha256').update(model).digest('hex');
  const services = {
    interest: {
      version: '1',
      graph: { ...graph },
      models: {
        interest: { sha256, bytes: model.length, operators: [], executionProviders: [...executionProviders] },
      },
    },
  };
  const rules = { segments: [...segments], activities: [...activities] };
  return publishedAs({ ...rules, services, generation }, new Map([[sha256, model]]));
}

/** Activities alone, right or wrong: `publish` would refuse what pages have to bear. */
export function makeActivitiesByHand(activities: readonly Activity[]): Published {
  return publishedAs({ services: {}, segments: [], activities: [...activities], generation: 1 }, new Map());
}

function publishedAs(
  content: Pick<Manifest, 'services' | 'segments' | 'activities' | 'generation'>,
  artifacts: Published['artifacts'],
): Published {
  const manifest: Manifest = { manifestVersion: 1, publishedAt: '2026-01-01T00:00:00Z', mirrors: [], ...content };
  return { manifest, document: JSON.stringify(manifest), artifacts };
}
