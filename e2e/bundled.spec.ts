import { fileURLToPath } from 'node:url';
import { build, createLogger, type Rolldown } from 'vite';
import { expect, test } from './support/fixtures.ts';

const pathOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

test('a shop that Vite builds, worker included', async ({ page, site }) => {
  const warnings: string[] = [];
  const warn = (message: string): void => void warnings.push(message);
  const { output } = (await build({
    configFile: false,
    customLogger: { ...createLogger('silent'), warn, warnOnce: warn },
    publicDir: false,
    resolve: { alias: [{ find: /^.*\/src\/index\.ts$/, replacement: pathOf('../dist/index.js') }] },
    worker: { format: 'es' },
    build: {
      write: false,
      rollupOptions: {
        input: pathOf('bundled/page.ts'),
        output: { entryFileNames: 'page.js' },
        // How long it takes is for the machine to say.
        checks: { bundlerTimings: false },
      },
    },
  })) as Rolldown.RolldownOutput;
  expect(warnings).toEqual([]);
  for (const file of output) site.set(`/${file.fileName}`, { body: file.type === 'chunk' ? file.code : file.source });
  site.set('/', '<!doctype html><title>Shop</title><script type="module" src="/page.js"></script>');
  await page.goto(site.origin);
  expect(await page.evaluate('edgewise.ready')).toMatchObject({ status: 'complete' });
  expect(await page.evaluate(`edgewise.predict('interest')`)).toMatchObject({ executionProvider: 'js' });
  expect(await page.evaluate('errors')).toEqual([]);
  const paths = site.requests.map(({ path }) => path);
  expect(paths.find((path) => path.includes('/worker'))).toMatch(/^\/assets\/worker-[\w-]+\.js$/);
});
