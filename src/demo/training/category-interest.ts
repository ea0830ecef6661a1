import type { ServiceSource } from '../../authoring/publish/check-service.ts';
import { catalogue } from '../catalogue.ts';

const categories = [...new Set(catalogue.map(({ category }) => category))];
const category = { var: 'event.productListItems.0.productCategories.0.categoryID' };

const columns = categories.map((name) => ({
  name,
  aggregate: 'count',
  where: { and: [{ '==': [{ var: 'event.eventType' }, 'commerce.productViews'] }, { '==': [category, name] }] },
}));

/** How often the visitor has looked at each kind of product. A service needs no model: this one is columns alone. */
export const categoryInterest: ServiceSource = {
  version: '1.0.0',
  graph: {
    nodes: [{ id: 'views', op: 'xdm-to-frame', inputs: ['events'], params: { columns } }],
    outputs: Object.fromEntries(categories.map((name) => [name, `views.${name}`])),
  },
  models: {},
};
