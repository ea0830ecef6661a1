import { chromium } from '@playwright/test';
import puppeteer from 'puppeteer-core';
import { chromiumArguments } from '../../e2e/support/browser-session.ts';
import { findBrowser } from '../../scripts/browsers.ts';

/** Bytes of JavaScript heap and array buffers, after garbage collection. */
export interface HeapUse {
  readonly worker: number;
  readonly page: number;
}

/** Heap of the page at `url` and of its worker, in Chromium, once its slot is filled. */
export async function measureHeap(url: string): Promise<HeapUse> {
  const source = findBrowser('chromium');
  if (!source) throw new Error('chromium is not installed: run "npx tsx scripts/browsers.ts"');
  const executablePath = source.by === 'system' ? source.path : chromium.executablePath();
  const browser = await puppeteer.launch({ executablePath, args: [...chromiumArguments], headless: true });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.waitForFunction("performance.getEntriesByName('edgewise:filled').length > 0");
    const [worker] = page.workers();
    if (!worker) throw new Error(`${url} has no worker.`);
    return { worker: await heapOf(worker.client), page: await heapOf(await page.createCDPSession()) };
  } finally {
    await browser.close();
  }
}

interface Debugger {
  send(method: 'HeapProfiler.collectGarbage' | 'HeapProfiler.enable'): Promise<unknown>;
  send(method: 'Runtime.getHeapUsage'): Promise<object>;
}

async function heapOf(target: Debugger): Promise<number> {
  await target.send('HeapProfiler.enable');
  await target.send('HeapProfiler.collectGarbage');
  const use: { usedSize?: number; backingStorageSize?: number } = await target.send('Runtime.getHeapUsage');
  return (use.usedSize ?? Number.NaN) + (use.backingStorageSize ?? 0);
}
