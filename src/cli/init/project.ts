import { createRandom } from '../../pipeline/random.ts';

/** Where the parts of a project lie, as `init` writes them and `dev` finds them. */
export const layout = {
  services: 'services',
  activities: 'activities.json',
  key: 'key.json',
  site: 'public',
  published: 'public/edgewise',
  readme: 'README.md',
  ignored: '.gitignore',
} as const;

/** The service of a new project. */
export const firstService = {
  folder: `${layout.services}/purchase-intent`,
  graph: 'training/purchase-intent.json',
  data: 'training/visits.csv',
  label: 'bought',
} as const;

const counted = {
  pageViews: 'web.webpagedetails.pageViews',
  productViews: 'commerce.productViews',
  cartAdds: 'commerce.productListAdds',
} as const;
const columns = Object.keys(counted);

/** What the page counts of a visit, and an estimator where the model will be. */
const graph = {
  nodes: [
    {
      id: 'visit',
      op: 'xdm-to-frame',
      inputs: ['events'],
      params: {
        columns: Object.entries(counted).map(([name, eventType]) => ({
          name,
          aggregate: 'count',
          where: { '==': [{ var: 'event.eventType' }, eventType] },
        })),
      },
    },
    { id: 'scaled', op: 'standard-scaler', inputs: ['visit'], params: { columns } },
    { id: 'row', op: 'array', inputs: ['scaled'], params: { type: 'float32' } },
    { id: 'model', op: 'logistic-regression', inputs: ['row'] },
  ],
  outputs: { probability: 'model.probabilities[:,1]' },
};

const activities = {
  segments: [
    { id: 'keen', name: 'About to buy', condition: { '>': [{ var: 'scores.purchase-intent.probability' }, 0.5] } },
  ],
  activities: [
    {
      id: 'hero-keen',
      scope: 'hero',
      priority: 10,
      status: 'live',
      audience: { segments: ['keen'] },
      selection: { type: 'first' },
      experiences: [
        {
          id: 'today',
          items: [
            {
              schema: 'https://ns.adobe.com/personalization/html-content-item',
              data: { content: '<h1>It ships today</h1><p>Order before 4 pm, and it is on its way.</p>' },
            },
          ],
        },
      ],
    },
  ],
};

/** Visits drawn by a rule that the model is to find: looking helps a little, the cart a lot. The same each time. */
function drawVisits(count: number): string {
  const random = createRandom(7);
  const below = (limit: number): number => Math.floor(random() * random() * limit);
  const rows = Array.from({ length: count }, () => {
    const [pageViews, productViews, cartAdds] = [1 + below(12), below(8), below(4)];
    const logit = 0.05 * pageViews + 0.5 * productViews + 2.5 * cartAdds - 3;
    return [pageViews, productViews, cartAdds, Number(random() < 1 / (1 + Math.exp(-logit)))].join(',');
  });
  return `${[...columns, firstService.label].join(',')}\n${rows.join('\n')}\n`;
}

const page = (publicKey: string): string => `<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>My shop</title>
  <link rel="icon" href="data:,">
  <!-- Holds slots invisible from the first paint, and reveals them when the budget ends even if no script ever loads. -->
  <style>edgewise-slot:not(:defined){display:flow-root;visibility:hidden;clip-path:inset(50%);animation:edgewise-reveal 0s 100ms forwards!important}@keyframes edgewise-reveal{to{visibility:visible;clip-path:none}}</style>
  <style>body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}button{font:inherit;padding:.3rem .8rem}</style>
  <script>
    window.edgewise = window.edgewise || { q: [] };
    edgewise.q.push(['on', 'error', ({ code, message }) => console.warn('edgewise: ' + code + ': ' + message)]);
  </script>
  <script async src="/edgewise/edgewise.js" data-manifest-url="/edgewise/manifest.json" data-public-key="${publicKey}"></script>
</head>
<body>
  <edgewise-slot scope="hero"><h1>Welcome to the shop</h1><p>Everything here was made to be used every day.</p></edgewise-slot>
  <p>
    <button data-event="commerce.productViews">Look at a product</button>
    <button data-event="commerce.productListAdds">Put it into the cart</button>
  </p>
  <p>What this device makes of it shows on the next page: <a href="/">go there</a>.</p>
  <p>How likely is it that you buy? It says: <output>nothing yet</output></p>
  <script>
    const show = async () => {
      const { scores } = await edgewise.predict('purchase-intent');
      document.querySelector('output').value = Math.round(scores.probability * 100) + ' %';
    };
    for (const button of document.querySelectorAll('button')) {
      button.onclick = () => {
        edgewise.track({ eventType: button.dataset.event, productListItems: [{ SKU: 'A-1', priceTotal: 49 }] });
        show();
      };
    }
    edgewise.q.push(['on', 'ready', ({ status }) => status === 'complete' && show()]);
  </script>
</body>
</html>
`;

const readme = `# My shop

Visits are scored on the visitor's own page, by a model that was trained from \`${firstService.data}\`.

| what | where |
| --- | --- |
| the graph, from events to a score, with an estimator where the model will be | \`${firstService.graph}\` |
| what it learns from: visits, and whether they ended in a purchase (\`${firstService.label}\`) | \`${firstService.data}\` |
| the service: the fitted graph and its model | \`${firstService.folder}\` |
| who sees what | \`${layout.activities}\` |
| what is served | \`${layout.site}\` |
| the key that signs the manifest; keep it secret, it is in .gitignore | \`${layout.key}\` |

\`\`\`sh
npx edgewise dev        # serves the site, and publishes again when services or activities change
npx edgewise train ${firstService.graph} --data ${firstService.data} --label ${firstService.label} --out ${firstService.folder}
npx edgewise publish ${firstService.folder} --activities ${layout.activities} --out ${layout.published} --key ${layout.key} --library
\`\`\`

The second address that \`dev\` prints opens the page with its overlay: what it shows and why, the scores, and every other experience.
\`${layout.site}\` is a folder of static files for any web server. \`${layout.published}\` is in .gitignore: where a fresh checkout publishes it,
add \`--generation $(date +%s)\`, for pages refuse a generation that is not above the one that they have seen.
`;

/** What the files of a new project are told. */
interface ProjectOptions {
  /** Which the page's manifest is to be signed by. */
  readonly publicKey: string;
  /** Where an editor finds the JSON Schema of activities, from the project's folder. */
  readonly activitiesSchema: string;
  /** What the `.gitignore` holds already. */
  readonly gitignore: string;
}

/** Adds to a `.gitignore` what it lacks: the key, above all, must not be committed. */
function ignore(gitignore: string): string {
  const known = gitignore.split(/\r?\n/).map((line) => line.replace(/^\/|\/?\s*$/g, ''));
  const missing = ['node_modules', layout.key, layout.published].filter((path) => !known.includes(path));
  const held = gitignore === '' || gitignore.endsWith('\n') ? gitignore : `${gitignore}\n`;
  return held + missing.map((path) => `${path}\n`).join('');
}

/** The files of a new project by their path, but for its key and what training makes. */
export function projectFiles({
  publicKey,
  activitiesSchema,
  gitignore,
}: ProjectOptions): Readonly<Record<string, string>> {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    [layout.readme]: readme,
    [layout.ignored]: ignore(gitignore),
    [firstService.graph]: json(graph),
    [firstService.data]: drawVisits(1000),
    [layout.activities]: json({ $schema: activitiesSchema, ...activities }),
    [`${layout.site}/index.html`]: page(publicKey),
  };
}
