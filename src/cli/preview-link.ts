import { parseArgs } from 'node:util';
import { readPrivateKey } from '../authoring/publish/key-files.ts';
import { parsePreviewTarget, signPreviewLink, withPreviewLink } from '../registry/preview-link.ts';
import { type Command, takeWords, UsageError } from './command.ts';

const dayMs = 86_400_000;

/** `edgewise preview-link PAGE [ACTIVITY[:EXPERIENCE]]`: an address that shows a page before it goes live. */
export const previewLink: Command = {
  usage: 'PAGE [ACTIVITY[:EXPERIENCE]] --key FILE [--days 7] [--json]',
  summary: "signs a link that opens a page's overlay, and shows the experience there, until it expires",
  options: {
    '--key FILE': "the private key of the page's public key",
    '--days 7': 'how long the link is valid',
  },
  async run(args, print) {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { key: { type: 'string' }, days: { type: 'string', default: '7' }, json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [page = '', wanted] = takeWords(positionals, 'preview-link', 'PAGE', '[ACTIVITY]');
    if (!URL.canParse(page) || !/^https?:$/.test(new URL(page).protocol))
      throw new UsageError(`"${page}" is no address of a page; write it whole, as in https://shop.example/`);
    const target = wanted === undefined ? undefined : parsePreviewTarget(wanted);
    if (wanted !== undefined && !target)
      throw new UsageError(`"${wanted}" is not ACTIVITY or ACTIVITY:EXPERIENCE (a colon within an id is %3A)`);
    const days = Number(values.days);
    if (!(days > 0 && days <= 3650)) throw new UsageError(`--days is ${values.days}; give a number up to 3650`);
    if (values.key === undefined) throw new UsageError('--key names the file of the private key');
    const privateKey = await readPrivateKey(values.key);
    const expiresAt = Date.now() + days * dayMs;
    const asked = { debug: true, ...(target && { target }) };
    const signature = await signPreviewLink(asked, { privateKey, expiresAt });
    const link = withPreviewLink(page, { ...asked, signature });
    if (values.json) return print(JSON.stringify({ link, expiresAt: new Date(expiresAt).toISOString() }));
    print(link);
  },
};
