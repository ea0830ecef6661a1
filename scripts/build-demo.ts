/**
 * Builds the demo shop into demo-dist/, or a new folder given as argument: simulates sessions, fits both services, publishes
 * the manifest, and renders the pages. Takes the library as it lies in dist/ (`npm run build`).
 */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { copyLibrary } from '../src/authoring/publish/library.ts';
import { publish } from '../src/authoring/publish/publish.ts';
import { activities, segments } from '../src/demo/activities/activities.ts';
import { catalogue } from '../src/demo/catalogue.ts';
import { renderCart, renderMissing } from '../src/demo/pages/cart.ts';
import { renderHome } from '../src/demo/pages/home.ts';
import { renderProduct } from '../src/demo/pages/product.ts';
import { categoryInterest } from '../src/demo/training/category-interest.ts';
import { trainServices } from '../src/demo/training/train.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv[2];
const outDir = given === undefined ? join(root, 'demo-dist') : resolve(given);

async function buildServices(): Promise<void> {
  const trained = await trainServices();
  for (const [id, { evaluation }] of Object.entries(trained)) {
    const { auc, truthAuc, rate } = evaluation;
    console.log(
      `${id.padEnd(16)} AUC ${auc.toFixed(3)} on held-out sessions; the simulator's own probability, which knows what no page can see, reaches ${truthAuc.toFixed(3)}; base rate ${rate.toFixed(3)}`,
    );
  }
  const manifest = await publish({
    services: {
      ...Object.fromEntries(Object.entries(trained).map(([id, { source }]) => [id, source])),
      'category-interest': categoryInterest,
    },
    segments,
    activities,
    outDir: join(outDir, 'edgewise'),
    // A browser that has seen an earlier build refuses a lower generation, so the clock counts them.
    generation: Math.floor(Date.now() / 1000),
  });
  const models = Object.values(manifest.services).flatMap((service) => Object.values(service.models));
  console.log(
    `generation ${manifest.generation}: ${models.length} models, ${models.reduce((sum, { bytes }) => sum + bytes, 0)} bytes, for ${[...new Set(models.map(({ executionProviders }) => executionProviders.join(' or ')))].join('; ')}`,
  );
}

async function buildPages(): Promise<void> {
  const source = join(root, 'src/demo');
  await mkdir(join(outDir, 'product'), { recursive: true });
  await writeFile(join(outDir, 'index.html'), renderHome());
  await writeFile(join(outDir, 'cart.html'), renderCart());
  await writeFile(join(outDir, '404.html'), renderMissing());
  for (const product of catalogue) {
    await writeFile(join(outDir, 'product', `${product.slug}.html`), renderProduct(product));
  }
  await cp(join(source, 'pictures'), join(outDir, 'pictures'), { recursive: true });
  await cp(join(source, 'shop/shop.css'), join(outDir, 'shop.css'));
  await build({
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: false,
      target: 'es2022',
      lib: { entry: join(source, 'shop/shop.ts'), formats: ['es'], fileName: () => 'shop.js' },
    },
  });
}

// What lies in a folder of someone's choice is not ours to delete.
if (given === undefined) await rm(outDir, { recursive: true, force: true });
await mkdir(outDir, { recursive: true });
await copyLibrary(join(outDir, 'edgewise'));
await buildServices();
await buildPages();
