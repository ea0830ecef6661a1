import type { GraphJson } from '../../authoring/graph/definition.ts';
import { catalogue } from '../catalogue.ts';

/** Half an hour: what counts as this visit, in seconds. */
const visit = 1800;
const isType = (eventType: string) => ({ '==': [{ var: 'event.eventType' }, eventType] });
const views = isType('commerce.productViews');
const adds = isType('commerce.productListAdds');
const price = 'productListItems[*].priceTotal';

/** Columns of the frame, as the params of `xdm-to-frame`. */
const columns = [
  { name: 'pageViews', aggregate: 'count', where: isType('web.webpagedetails.pageViews'), window: visit },
  { name: 'pageViewsEver', aggregate: 'count', where: isType('web.webpagedetails.pageViews') },
  { name: 'productViews', aggregate: 'count', where: views, window: visit },
  {
    name: 'differentProducts',
    aggregate: 'distinctCount',
    path: 'productListItems[*].SKU',
    where: views,
    window: visit,
  },
  { name: 'meanPriceViewed', aggregate: 'mean', path: price, where: views, window: visit },
  { name: 'cartAdds', aggregate: 'count', where: adds, window: visit },
  { name: 'cartRemovals', aggregate: 'count', where: isType('commerce.productListRemovals'), window: visit },
  { name: 'valueAdded', aggregate: 'sum', path: price, where: adds, window: visit },
  { name: 'checkouts', aggregate: 'count', where: isType('commerce.checkouts'), window: visit },
  { name: 'secondsSinceProductView', aggregate: 'secondsSince', where: views, window: visit },
  {
    name: 'lastCategory',
    aggregate: 'last',
    path: 'productListItems[0].productCategories[0].categoryID',
    window: visit,
    type: 'string',
  },
];

/** Every value of `lastCategory`. */
const categories = ['none', ...new Set(catalogue.map(({ category }) => category))];
const meanPrice = catalogue.reduce((sum, product) => sum + product.price, 0) / catalogue.length;

/**
 * The nodes from events to the tensor `row`, the same in training and on the page. Counts and sums are clipped to what
 * the simulator shows now and then, because a linear model knows nothing of what lies beyond.
 */
const featureNodes = [
  { id: 'events-to-columns', op: 'xdm-to-frame', inputs: ['events'], params: { columns } },
  {
    id: 'filled',
    op: 'fillna',
    inputs: ['events-to-columns'],
    params: { value: { meanPriceViewed: meanPrice, secondsSinceProductView: visit, lastCategory: 'none' } },
  },
  {
    id: 'clipped-counts',
    op: 'clip',
    inputs: ['filled'],
    params: {
      columns: ['pageViews', 'pageViewsEver', 'productViews', 'cartAdds', 'cartRemovals', 'checkouts'],
      lower: 0,
      upper: 20,
    },
  },
  { id: 'clipped', op: 'clip', inputs: ['clipped-counts'], params: { columns: ['valueAdded'], lower: 0, upper: 400 } },
  {
    id: 'encoded',
    op: 'one-hot-encoder',
    inputs: ['clipped'],
    params: { columns: ['lastCategory'], categories: [categories], handleUnknown: 'ignore' },
  },
  { id: 'row', op: 'array', inputs: ['encoded'], params: { type: 'float32' } },
];

/** Width of the tensor `row`. */
export const featureCount = columns.length - 1 + categories.length;

/** Stops at the columns of a visit, by name: what training reads off the simulator's visits. */
export const columnsGraph = {
  nodes: featureNodes.slice(0, 2),
  outputs: Object.fromEntries(columns.map(({ name }) => [name, `filled.${name}`])),
};

/** The whole graph of a service before it is fitted: features, the estimator `model`, and the score into the profile. */
export const unfittedGraph: GraphJson = {
  nodes: [
    ...featureNodes,
    { id: 'model', op: 'logistic-regression', inputs: ['row'] },
    {
      id: 'profile-with-score',
      op: 'profile-writer',
      inputs: ['profile'],
      params: { scores: { probability: 'model.probabilities[:,1]' } },
    },
  ],
  outputs: { probability: 'model.probabilities[:,1]' },
};
