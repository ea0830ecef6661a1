import { access, constants, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { makeFolder } from '../authoring/make-folder.ts';
import { asideOf, removeLeftovers, writeWhole } from '../authoring/publish/write-whole.ts';
import { readText } from '../authoring/read-file.ts';
import { EdgewiseError } from '../errors.ts';
import { generateKeyPair } from '../registry/sign.ts';
import { type Command, type Surroundings, takeWords } from './command.ts';
import { firstService, layout, projectFiles } from './init/project.ts';
import { trainInto } from './train.ts';

/** `edgewise init`: a project that works, to be changed from there. */
export const init: Command = {
  usage: '[DIR] [--json]',
  summary:
    'writes a project into DIR (by default this folder): graph, sample data, trained service, activities, a page, and a key',
  async run(args, print, surroundings) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [folder = '.'] = takeWords(positionals, 'init', '[DIR]');
    const at = (path: string): string => join(folder, path);
    const { publicKey, privateKey } = await generateKeyPair();
    const gitignore = (await exists(at(layout.ignored))) ? await readText(at(layout.ignored)) : '';
    const activitiesSchema = await findActivitiesSchema(folder);
    const { [layout.readme]: readme = '', ...others } = projectFiles({ publicKey, activitiesSchema, gitignore });
    // A new repository has a README and a .gitignore of its own.
    const keepsReadme = await exists(at(layout.readme));
    const files = {
      ...(!keepsReadme && { [layout.readme]: readme }),
      ...others,
      [layout.key]: `${JSON.stringify(privateKey)}\n`,
    };
    const written = [...Object.keys(files), firstService.folder];
    for (const path of written) {
      if (path !== layout.ignored && (await exists(at(path))))
        throw new EdgewiseError('input-invalid', `${at(path)} exists already; name a folder without one`);
    }
    const { metrics } = await writeProject(folder, files, surroundings);
    if (values.json) return print(JSON.stringify({ folder, files: written, publicKey, metrics }, null, 2));
    for (const path of written)
      print(`  ${at(path)}${path === layout.ignored && gitignore !== '' ? ', which keeps what it held' : ''}`);
    if (keepsReadme) print(`${at(layout.readme)} was there, and stays as it was.`);
    print(`Trained on ${firstService.data}: AUC ${metrics.auc?.toFixed(3)} on visits that it did not learn from.`);
    const into = /^[\w./\\-]+$/.test(folder) ? folder : JSON.stringify(folder);
    print(`Now: ${folder === '.' ? '' : `cd ${into} && `}npx edgewise dev`);
  },
};

/** Writes the files of a project and trains its service, all aside, and then moves it into place: it is made whole or not at all. */
async function writeProject(folder: string, files: Readonly<Record<string, string>>, surroundings: Surroundings) {
  await makeFolder(folder);
  await access(folder, constants.W_OK);
  await removeLeftovers(folder, 'project');
  const aside = asideOf(join(folder, 'project'));
  const at = (path: string): string => join(aside, path);
  try {
    for (const [path, content] of Object.entries(files)) {
      await makeFolder(dirname(at(path)));
      await writeWhole(at(path), content, path === layout.key ? { mode: 0o600 } : {});
    }
    const { graph, data, label, folder: service } = firstService;
    const trained = await trainInto({ graph: at(graph), data: at(data), label, out: at(service) }, surroundings);
    for (const path of [...Object.keys(files), service]) {
      await makeFolder(dirname(join(folder, path)));
      await rename(at(path), join(folder, path));
    }
    return trained;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

const packagedSchema = 'node_modules/edgewise/dist/activities.schema.json';

/** The path, from `folder`, of the schema in the package: one installed there or in a folder above; by default where `npm i edgewise` puts it. */
async function findActivitiesSchema(folder: string): Promise<string> {
  const depth = resolve(folder).split(sep).length;
  for (let steps = 0; steps < depth; steps++) {
    const path = '../'.repeat(steps) + packagedSchema;
    if (await exists(join(resolve(folder), path))) return path;
  }
  return packagedSchema;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
