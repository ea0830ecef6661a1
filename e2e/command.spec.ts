import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { test } from '@playwright/test';
import { expect } from './support/expect.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const exec = promisify(execFile);

/** How long the page's slot may wait, in milliseconds: the test does not depend on how fast the machine is. */
const patience = 20_000;

/** How much taller the hero's experience is than its slot, in pixels. */
const cutOff = `(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('[slot=experience]'))`;

/** What `dev --json` prints. */
interface DevEvent {
  readonly event: 'published' | 'unchanged' | 'serving';
  readonly url?: string;
  readonly overlay?: string;
  readonly line?: string;
}

test('from an empty folder to a decision, with nothing but Node and the package', async ({ page }) => {
  test.setTimeout(120_000);
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-shop-'));
  try {
    const { stdout } = await exec('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
    });
    const [{ filename }] = JSON.parse(stdout);
    const began = performance.now();
    await exec('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', filename], { cwd: folder });
    const edgewise = (...args: string[]) => exec('npx', ['edgewise', ...args], { cwd: folder });
    const { publicKey } = JSON.parse((await edgewise('init', '--json')).stdout);
    const shop = join(folder, 'public/index.html');
    const html = await readFile(shop, 'utf8');
    const patient = html.replace(' data-manifest-url=', ` data-decision-budget-ms="${patience}"$&`);
    await writeFile(shop, patient.replace('edgewise-reveal 0s 100ms', `edgewise-reveal 0s ${patience}ms`));
    const published = ['--activities', 'activities.json', '--out', 'public/edgewise', '--key', 'key.json', '--library'];
    const { stdout: told, stderr: noted } = await edgewise('publish', 'services/purchase-intent', ...published);
    expect(told).toContain('purchase-intent: 2 self-checks hold on js');
    expect(noted, 'ONNX Runtime is not installed, and not needed').toBe(
      'purchase-intent was not checked on wasm: The wasm provider needs ONNX Runtime; run npm install onnxruntime-web.\n',
    );
    const notice = await readFile(join(folder, 'public/edgewise/third-party-licenses.txt'), 'utf8');
    expect(notice, 'what the library bundles goes along by name').toMatch(/^comlink [\d.]+, Apache-2.0$/m);
    expect((await edgewise('verify', 'public/edgewise', '--key', publicKey)).stdout).toContain('signature verified');

    const dev = spawn(
      process.execPath,
      [join(folder, 'node_modules/edgewise/dist/cli.js'), 'dev', '--port', '0', '--json'],
      {
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const ended = once(dev, 'exit');
    let saidByDev = '';
    let notedByDev = '';
    dev.stderr.on('data', (data: Buffer) => {
      notedByDev += data;
    });
    try {
      const { url = '', overlay = '' } = await new Promise<DevEvent>((resolve, reject) => {
        createInterface({ input: dev.stdout }).on('line', (line) => {
          const event: DevEvent = JSON.parse(line);
          if (event.event === 'serving') resolve(event);
          else saidByDev += `${event.line ?? event.event}\n`;
        });
        ended.then(([code]) => reject(new Error(`edgewise dev ended with ${code}: ${notedByDev}`)));
      });
      await page.addInitScript(`window.shifts = [];
        new PerformanceObserver((list) => shifts.push(...list.getEntries().map(({ value }) => value)))
          .observe({ type: 'layout-shift', buffered: true });`);
      await page.goto(url);
      await expect(page.getByRole('heading', { name: 'Welcome to the shop' })).toBeVisible();
      await expect(page.getByRole('status')).toHaveText(/^\d %$/);
      await page.evaluate(
        'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))',
      );
      expect(await page.evaluate('shifts'), 'how much the page shifted as the score came').toEqual([]);
      await page.getByRole('button', { name: 'Look at a product' }).click();
      await page.getByRole('button', { name: 'Put it into the cart' }).click();
      await page.getByRole('button', { name: 'Put it into the cart' }).click();
      await expect(page.getByRole('status')).toHaveText(/^[5-9]\d %$/);
      await page.getByRole('link', { name: 'go there' }).click();
      await expect(page.getByRole('heading', { name: 'It ships today' })).toBeVisible();
      for (const width of [1280, 320]) {
        await page.setViewportSize({ width, height: 700 });
        expect(await page.evaluate(cutOff), `pixels of the experience that do not fit at ${width}`).toBe(0);
      }
      expect(performance.now() - began, 'milliseconds from the first command to the decision').toBeLessThan(120_000);

      const activities = join(folder, 'activities.json');
      await writeFile(activities, (await readFile(activities, 'utf8')).replace('4 pm', '5 pm'));
      await expect(page.getByText('Order before 5 pm, and it is on its way.')).toBeVisible();
      await page.evaluate('window.isSame = true');
      await writeFile(activities, await readFile(activities));
      await expect.poll(() => saidByDev).toContain('unchanged');
      expect(await page.evaluate('window.isSame'), 'the page is not loaded anew').toBe(true);

      await page.goto(overlay);
      await expect(page.getByRole('complementary', { name: 'How this page decided' })).toContainText(
        'Hero keen won with “Today”',
      );

      const services = join(folder, 'services');
      await rename(services, join(folder, 'services-away'));
      await expect.poll(() => notedByDev).toContain('services does not exist');
      await rename(join(folder, 'services-away'), services);

      const elsewhere = join(folder, 'elsewhere');
      await cp(join(services, 'purchase-intent'), elsewhere, { recursive: true });
      await symlink(elsewhere, join(services, 'linked'));
      await expect.poll(() => saidByDev).toContain('linked: 2 self-checks hold');
      await writeFile(join(elsewhere, 'service.json'), '{ "version": "2.0.0" }');
      await expect.poll(() => saidByDev, 'what a link leads to is watched').toMatch(/(linked: [\s\S]*){2}/);

      const second = join(services, 'second');
      await cp(join(services, 'purchase-intent'), second, { recursive: true });
      await expect.poll(() => saidByDev).toContain('second: 2 self-checks hold');
      await rm(second, { recursive: true });
      await expect.poll(() => saidByDev).toContain(', without second\n');
      // Folders that go before they were looked through: Node stumbles over one in a hundred or so.
      const saidBefore = saidByDev.length;
      for (let round = 0; round < 1_000; round++) {
        const passing = join(services, `passing-${round}`);
        mkdirSync(join(passing, 'data/more'), { recursive: true });
        rmSync(passing, { recursive: true });
      }
      await expect.poll(() => saidByDev.length).toBeGreaterThan(saidBefore);
    } finally {
      dev.kill('SIGTERM');
    }
    expect(await ended, 'it ends when it is asked to').toEqual([null, 'SIGTERM']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
