import { frameOf } from '../../../pipeline/testing/fixtures.ts';
import { logisticRegression } from '../estimator-nodes.ts';
import { array, jsonToFrame, oneHotEncoder, standardScaler } from '../operator-nodes.ts';

/** Four visits of a shop. */
export const visits = frameOf({
  views: ['int64', [1, 4, null, 3]],
  device: ['string', ['phone', 'desktop', 'phone', null]],
  bought: ['bool', [false, true, false, true]],
  weight: ['float64', [1, 2, 3, 4]],
});

/** From the current event, or from the columns of a frame, to a score. */
export const visitGraph = {
  nodes: {
    visit: jsonToFrame('events', {
      columns: [
        { name: 'views', path: 'visit.views', type: 'int64', default: 0 },
        { name: 'device', path: 'visit.device', default: 'none' },
      ],
    }),
    encoded: oneHotEncoder('visit', { columns: ['device'], handleUnknown: 'ignore' }),
    scaled: standardScaler('encoded', { columns: ['views'] }),
    row: array('scaled'),
    model: logisticRegression('row', { C: 2 }),
  },
  outputs: { probability: 'model.probabilities[:,1]', label: 'model.label' },
} as const;
