import { parseArgs } from 'node:util';
import { counted } from '../authoring/counted.ts';
import { readPublicKey } from '../authoring/publish/key-files.ts';
import { verifyPublication } from '../authoring/publish/verify-publication.ts';
import { neededArtifacts } from '../registry/manifest.ts';
import { type Command, takeWords } from './command.ts';
import { operatorsHelp, operatorsOption, operatorsUsage, readOperators } from './operators.ts';

/** `edgewise verify DIR`: whether a page would trust what a folder serves, and find the scores that were published. */
export const verify: Command = {
  usage: `DIR [--key PUBLIC-KEY] ${operatorsUsage} [--json]`,
  summary: 'verifies signature, artifacts and self-checks of a published folder',
  options: {
    '--key PUBLIC-KEY': 'what keygen printed, or a file that holds it; without it the signature is not looked at',
    ...operatorsHelp,
  },
  async run(args, print) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' }, key: { type: 'string' }, ...operatorsOption },
      allowPositionals: true,
    });
    const [folder = ''] = takeWords(positionals, 'verify', 'DIR');
    const publicKey = values.key === undefined ? undefined : await readPublicKey(values.key);
    const manifest = await verifyPublication(folder, { publicKey, customOperators: await readOperators(values) });
    const found = {
      generation: manifest.generation,
      signature: publicKey === undefined ? 'not verified' : 'verified',
      services: Object.keys(manifest.services),
      artifacts: neededArtifacts(manifest).length,
    };
    if (values.json) return print(JSON.stringify(found, null, 2));
    print(
      `Generation ${found.generation}: signature ${found.signature}, ${counted(found.artifacts, 'artifact is', 'artifacts are')} whole`,
    );
    for (const id of found.services) print(`${id}: its self-checks hold`);
  },
};
