import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findViolations } from './folder-rules.ts';

const src = fileURLToPath(new URL('../src/', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  // Tests and what they share reach for whatever they need.
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.includes('/testing/'));

describe('the folder rules', () => {
  it('hold in every file of src', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.flatMap((file) => findViolations(file, readFileSync(src + file, 'utf8')))).toEqual([]);
  });

  it.each([
    ['a layer above', 'engine/queue.ts', `import { x } from '../pipeline/frame.ts'`],
    ['a folder beside', 'engine/queue.ts', `import { x } from '../xdm/path.ts'`],
    ['a type of a layer above', 'xdm/path.ts', `import type { X } from '../worker/protocol.ts'`],
    ['a layer above, by import()', 'registry/trust.ts', `const later = () => import('../worker/host.ts')`],
    ['a layer above, by re-export', 'decisioning/index.ts', `export { x } from '../page/client.ts'`],
    ['code of the worker from the page', 'page/client.ts', `import { createHost } from '../worker/host.ts'`],
    ['more than types of the protocol', 'page/client.ts', `import { type X, y } from '../worker/protocol.ts'`],
    ['decisioning, but for activities', 'registry/manifest.ts', `import { decide } from '../decisioning/decide.ts'`],
    ['ONNX Runtime outside of engine/ort', 'engine/engine.ts', `import * as ort from 'onnxruntime-web/wasm'`],
    ['comlink on the page', 'page/worker-link.ts', `import { wrap } from 'comlink'`],
    ['idb-keyval outside of the stores', 'worker/host.ts', `import { get } from 'idb-keyval'`],
    ['a file outside of src', 'page/client.ts', `import x from '../../package.json'`],
    ['from a folder without a layer', 'helpers/x.ts', `import { x } from '../errors.ts'`],
  ])('refuse to import %s', (_, file, source) => {
    expect(findViolations(file, source)).toHaveLength(1);
  });

  it.each([
    [
      'pipeline/graph.ts',
      `import { EdgewiseError } from '../errors.ts'; import { createQueue } from '../engine/queue.ts'`,
    ],
    ['registry/manifest.ts', `import { activitySchema } from '../decisioning/activity.ts'`],
    ['page/client.ts', `import type { HostApi } from '../worker/protocol.ts'`],
    ['page/client.ts', `import { type HostApi, type HostEvent } from '../worker/protocol.ts'`],
    ['worker/entry.ts', `import { expose } from 'comlink'`],
    ['engine/ort/wasm.ts', `import * as ort from 'onnxruntime-web/wasm'`],
  ])('let %s import what lies lower or is its own: %s', (file, source) => {
    expect(findViolations(file, source)).toEqual([]);
  });

  it.each([
    `fetch('/x')`,
    `const now = Date.now()`,
    `const now = new Date()`,
    `const share = Math.random()`,
    `performance.now()`,
    `crypto.randomUUID()`,
    `document.title`,
    `indexedDB.open('x')`,
  ])('refuse %s in pure code', (source) => {
    for (const file of ['decisioning/decide.ts', 'pipeline/operators/clip.ts', 'engine/js/plan.ts'])
      expect(findViolations(file, source)).toHaveLength(1);
    expect(findViolations('worker/host.ts', source)).toEqual([]);
  });

  it('let pure code name a variable or a property like a global, and read a given date', () => {
    const source = 'export const f = ({ window, now }) => (window > 0 ? new Date(now).getTime() : x.fetch(now))';
    expect(findViolations('pipeline/time.ts', source)).toEqual([]);
  });

  it.each([`document.createElement('p')`, 'slot.replaceChildren(x)', `slot.innerHTML = ''`])(
    'refuse %s on the page outside of slots and render',
    (source) => {
      expect(findViolations('page/client.ts', source)).toHaveLength(1);
      expect(findViolations('script-tag.ts', source)).toHaveLength(1);
      expect(findViolations('page/slots.ts', source)).toEqual([]);
      expect(findViolations('page/slot-element.ts', source)).toEqual([]);
      expect(findViolations('page/render/html.ts', source)).toEqual([]);
    },
  );
});
