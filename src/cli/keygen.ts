import { rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { makeFolder } from '../authoring/make-folder.ts';
import { readPrivateKey } from '../authoring/publish/key-files.ts';
import { EdgewiseError } from '../errors.ts';
import { generateKeyPair, publicKeyOf } from '../registry/sign.ts';
import { type Command, takeWords } from './command.ts';

/** `edgewise keygen FILE`: a key pair for signing manifests. */
export const keygen: Command = {
  usage: 'FILE [--json]',
  summary: 'makes a key pair for signing manifests: the private key into FILE, the public key printed',
  async run(args, print) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [path = ''] = takeWords(positionals, 'keygen', 'FILE');
    const { publicKey, privateKey } = await generateKeyPair();
    // Never over an existing key: manifests signed by it could not be renewed.
    await makeFolder(dirname(path));
    await writeFile(path, `${JSON.stringify(privateKey)}\n`, { mode: 0o600, flag: 'wx' }).catch(async (error) => {
      if (error.code !== 'EEXIST') await rm(path, { force: true });
      else await tellKey(path);
      throw Object.assign(error, { path });
    });
    if (values.json) return print(JSON.stringify({ publicKey, privateKeyFile: path }));
    print(`The private key lies in ${path}; keep it secret.`);
    print(`The public key, for data-public-key: ${publicKey}`);
  },
};

/** Refuses with the public key of the file that is there, where it holds one: it may be what was looked for. */
async function tellKey(path: string): Promise<void> {
  const key = await readPrivateKey(path).catch(() => undefined);
  if (!key) return;
  const message = `${path} holds a key already, whose public key is ${publicKeyOf(key)}; name another`;
  throw new EdgewiseError('input-invalid', message);
}
