import { test as base, type Page } from '@playwright/test';
import { createSession } from '../src/engine/create-session.ts';
import type { ExecutionProvider, Tensor } from '../src/engine/session.ts';
import { writeModel } from '../src/engine/testing/write-model.ts';
import type { Harness } from './engine/harness.ts';
import { type EnginePage, serveEnginePage } from './engine/webgpu-page.ts';
import { expect } from './support/expect.ts';

// A GPU drawn by the processor: right results, not speed. Chromium alone has it.
const gpuFlags = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--no-sandbox',
];

const test = base.extend<object, { enginePage: EnginePage }>({
  launchOptions: [
    async ({ launchOptions }, use) => use({ ...launchOptions, args: [...(launchOptions.args ?? []), ...gpuFlags] }),
    { scope: 'worker' },
  ],
  enginePage: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from the pattern.
    async ({}, use) => {
      const enginePage = await serveEnginePage();
      await use(enginePage);
      await enginePage.close();
    },
    { scope: 'worker' },
  ],
});

test.skip(({ browserName }) => browserName !== 'chromium', 'WebGPU without a GPU: Chromium alone has it');

declare global {
  interface Window {
    readonly harness: Harness;
  }
}

const columns = 8;
const value = { type: 'float', shape: ['N', columns] } as const;
const net = writeModel({
  nodes: [
    { op: 'Transpose', inputs: ['x'], outputs: ['t'] },
    { op: 'MatMul', inputs: ['x', 't'], outputs: ['m'] },
    { op: 'MatMul', inputs: ['m', 'x'], outputs: ['h'] },
    { op: 'Relu', inputs: ['h'], outputs: ['r'] },
    { op: 'Softmax', inputs: ['r'], outputs: ['y'] },
  ],
  inputs: [{ ...value, name: 'x' }],
  outputs: [{ ...value, name: 'y' }],
});
const rows = [0.1, 0.4, -0.3, 0.9, -0.5, 0.2, 0.7, -0.8, 0.3, -0.2, 0.6, 0.1, -0.4, 0.8, -0.1, 0.5];
const x: Tensor = { type: 'float32', dims: [2, columns], data: Float32Array.from(rows) };

const strings = { type: 'string', shape: ['N'] } as const;
const echo = writeModel({
  nodes: [{ op: 'Identity', inputs: ['x'], outputs: ['y'] }],
  inputs: [{ ...strings, name: 'x' }],
  outputs: [{ ...strings, name: 'y' }],
});

interface Answer {
  readonly providers: readonly ExecutionProvider[];
  readonly answers: readonly (readonly number[])[];
  readonly fallbacks: readonly string[];
}

/** Runs the model in the page as often as said, the GPU lost before the last run if so wanted. */
function runInPage(page: Page, options: { runs: number; loseGpu?: 'between' | 'during' }): Promise<Answer> {
  return page.evaluate(
    async ({ model, rows, columns, runs, loseGpu }) => {
      const { engine, loseGpu: lose } = window.harness;
      const fallbacks: string[] = [];
      const session = await engine.createSession(Uint8Array.from(model), {
        executionProviders: ['webgpu'],
        onFallback: ({ from, to, reason }) => fallbacks.push(`${from} ${to} ${reason.code}`),
      });
      const providers = [session.executionProvider];
      const answers: number[][] = [];
      for (let run = 0; run < runs; run++) {
        const isLast = run === runs - 1;
        if (isLast && loseGpu === 'between') await lose();
        const dims = [rows.length / columns, columns];
        const running = session.run({ x: { type: 'float32', dims, data: Float32Array.from(rows) } });
        if (isLast && loseGpu === 'during') await lose();
        const { y } = await running;
        answers.push(Array.from(y?.data ?? [], Number));
        providers.push(session.executionProvider);
      }
      await session.release();
      return { providers, answers, fallbacks };
    },
    { model: [...net], rows, columns, ...options },
  );
}

async function expectedAnswer(): Promise<readonly number[]> {
  const session = await createSession(net, { executionProviders: ['wasm'] });
  const { y } = await session.run({ x });
  await session.release();
  return Array.from(y?.data ?? [], Number);
}

function expectClose(actual: readonly number[] | undefined, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [index, number] of expected.entries()) expect(actual?.[index]).toBeCloseTo(number, 4);
}

test.beforeEach(async ({ page, enginePage }) => {
  await page.goto(enginePage.url);
  await page.waitForFunction(() => 'harness' in window);
  enginePage.takeFetchedRuntimes();
});

test('the webgpu provider gives what wasm gives, with its own binary alone', async ({ page, enginePage }) => {
  const { providers, answers } = await runInPage(page, { runs: 2 });
  expect(providers).toEqual(['webgpu', 'webgpu', 'webgpu']);
  const expected = await expectedAnswer();
  for (const answer of answers) expectClose(answer, expected);
  expect(enginePage.takeFetchedRuntimes()).toEqual(['webgpu']);
});

test('sessions on the GPU that load and run at the same time do not disturb each other', async ({ page }) => {
  const results = await Promise.all([1, 2, 3].map((runs) => runInPage(page, { runs })));
  const expected = await expectedAnswer();
  for (const { answers } of results) for (const answer of answers) expectClose(answer, expected);
});

for (const loseGpu of ['between', 'during'] as const) {
  test(`a GPU lost ${loseGpu} runs is answered by wasm`, async ({ page }) => {
    const { providers, answers, fallbacks } = await runInPage(page, { runs: 2, loseGpu });
    expect(providers.at(0)).toBe('webgpu');
    expectClose(answers[1], await expectedAnswer());
    if (loseGpu === 'between') {
      expect(providers.at(-1)).toBe('wasm');
      expect(fallbacks).toEqual(['webgpu wasm engine-failed']);
    }
  });
}

test('a model with strings goes on to wasm without fetching the GPU build', async ({ page, enginePage }) => {
  const provider = await page.evaluate(
    async (model) => {
      const session = await window.harness.engine.createSession(Uint8Array.from(model), {
        executionProviders: ['webgpu', 'wasm'],
      });
      return session.executionProvider;
    },
    [...echo],
  );
  expect(provider).toBe('wasm');
  expect(enginePage.takeFetchedRuntimes()).toEqual(['wasm']);
});
