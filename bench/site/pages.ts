/** One product view, as the shop's own script tells of it. */
const productView = {
  eventType: 'commerce.productViews',
  productListItems: [{ SKU: 'MF-101', priceTotal: 89, productCategories: [{ categoryID: 'brewing' }] }],
};

const holdStyle =
  '<style>edgewise-slot:not(:defined){visibility:hidden;animation:edgewise-hold 1ms 60s forwards}@keyframes edgewise-hold{to{visibility:visible}}</style>';

/**
 * A product page with Edgewise's tag. Budget and hold outlast the slowest decision, so that it is measured and not dropped.
 * @param attributes of the tag, beside these.
 */
export function edgewisePage(folder: string, attributes = ''): string {
  return page(`${holdStyle}
<script>
window.edgewise={q:[
  ['on','decision',function(decision){window.benchDecision=decision;window.benchProbability=decision.predictions.intent&&decision.predictions.intent.scores.probability}],
  ['on','error',function(error){benchErrors.push(error.code+': '+error.message)}],
  ['track',${JSON.stringify(productView)}]
]};
</script>
<script async src="/edgewise/edgewise.js" data-manifest-url="/${folder}/manifest.json" data-decision-budget-ms="60000"${attributes}></script>
</head><body>
<edgewise-slot scope="hero"><p>Good tea takes its time</p></edgewise-slot>`);
}

/** A page of nothing but slots, whose manifest lies at `/shop/manifest.json`. Budget and hold as in {@link edgewisePage}. */
export function manySlotsPage(scopes: readonly string[]): string {
  const slots = scopes.map((scope) => `<edgewise-slot scope="${scope}"><p>Good tea takes its time</p></edgewise-slot>`);
  return page(`${holdStyle}
<script async src="/edgewise/edgewise.js" data-manifest-url="/shop/manifest.json" data-decision-budget-ms="60000"></script>
</head><body>
${slots.join('\n')}`);
}

/** The same page with the baseline's script. */
export function baselinePage(modelUrl: string): string {
  return page(`<style>#hero{visibility:hidden}</style>
<script async type="module" id="baseline" src="/baseline/page.js" data-model="${modelUrl}"></script>
</head><body>
<div id="hero"><p>Good tea takes its time</p></div>`);
}

function page(content: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Heron kettle</title><link rel="icon" href="data:,">
<script>window.benchErrors=[];addEventListener('error',function(event){benchErrors.push(event.message)});addEventListener('unhandledrejection',function(event){benchErrors.push(String(event.reason))})</script>
${content}
</body></html>`;
}
