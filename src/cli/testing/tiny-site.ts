import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runJson } from './run-program.ts';
import { tinyRules, writeTinyService } from './tiny-service.ts';

/** Makes a folder with all that the tiny service is published from; whoever makes it removes `folder`. */
export async function makeTinySite() {
  const folder = await mkdtemp(join(tmpdir(), 'edgewise-cli-'));
  const key = join(folder, 'key.json');
  const activities = join(folder, 'activities.json');
  const { publicKey } = (await runJson('keygen', key)) as { publicKey: string };
  const service = await writeTinyService(folder);
  await writeFile(activities, JSON.stringify(tinyRules));
  return { folder, out: join(folder, 'public'), key, publicKey, service, activities };
}
