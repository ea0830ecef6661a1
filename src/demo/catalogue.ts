/** A product of the demo shop. */
export interface Product {
  readonly sku: string;
  /** The last part of the product page's address. */
  readonly slug: string;
  readonly name: string;
  /** What it is, in three or four words; stands under the name in lists. */
  readonly kind: string;
  readonly category: 'brewing' | 'ware' | 'grinding' | 'leaf';
  /** In euros, VAT included. */
  readonly price: number;
  readonly description: readonly string[];
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Tells what the picture shows to someone who cannot see it. */
  readonly pictureText: string;
}

/** The demo shop's name, currency and terms, as they stand on its pages. */
export const shop = {
  name: 'Morrow & Fen',
  tagline: 'Tea and coffee ware',
  currency: 'EUR',
  /** Orders from this sum on ship free, in euros. */
  freeShippingFrom: 60,
  /** Below that sum, in euros. */
  shipping: 4.9,
} as const;

/** The whole range, in the order in which the home page shows it. */
export const catalogue: readonly Product[] = [
  {
    sku: 'MF-101',
    slug: 'heron-kettle',
    name: 'Heron kettle',
    kind: 'Gooseneck kettle, 0.9 l',
    category: 'brewing',
    price: 89,
    description: [
      'A slow, steady stream from the first drop to the last. Heron’s narrow spout puts the water where you want it, and its walnut handle stays cool while it does.',
      'Brushed steel, made to sit on gas, induction or an electric hob. The lid stops steam from your knuckles.',
    ],
    facts: [
      ['Holds', '0.9 litres'],
      ['Made of', 'Stainless steel, oiled walnut'],
      ['Works on', 'Gas, electric, induction'],
      ['Weighs', '640 g'],
    ],
    pictureText: 'A steel gooseneck kettle with a walnut handle',
  },
  {
    sku: 'MF-102',
    slug: 'tarn-teapot',
    name: 'Tarn teapot',
    kind: 'Stoneware teapot, 600 ml',
    category: 'ware',
    price: 58,
    description: [
      'Thrown in small batches and glazed the blue-green of a mountain lake. Tarn holds two generous cups and keeps them warm while you pour the second.',
      'The steel basket inside lifts out, so that the leaves stop when you say so.',
    ],
    facts: [
      ['Holds', '600 ml'],
      ['Made of', 'Stoneware, steel basket'],
      ['Care', 'Dishwasher safe'],
      ['Weighs', '720 g'],
    ],
    pictureText: 'A round teapot in blue-green glaze',
  },
  {
    sku: 'MF-103',
    slug: 'drift-dripper',
    name: 'Drift dripper and jug',
    kind: 'Pour-over set, 500 ml',
    category: 'brewing',
    price: 46,
    description: [
      'A ribbed porcelain cone over a jug of heatproof glass. The ribs hold the paper off the wall, so the coffee draws down evenly and tastes clean.',
      'Comes with forty unbleached papers. Takes any standard size 02 after that.',
    ],
    facts: [
      ['Holds', '500 ml'],
      ['Made of', 'Porcelain, borosilicate glass'],
      ['Papers', 'Size 02, 40 in the box'],
      ['Care', 'Dishwasher safe'],
    ],
    pictureText: 'A white porcelain dripper on a glass jug of coffee',
  },
  {
    sku: 'MF-104',
    slug: 'quern-grinder',
    name: 'Quern hand grinder',
    kind: 'Conical steel burrs',
    category: 'grinding',
    price: 119,
    description: [
      'Thirty seconds of turning for a morning’s coffee. Quern’s hardened burrs run on two bearings, so the grind is even from the first click to the last.',
      'Thirty-six clicks from espresso to cold brew, and a body slim enough for a small hand or a large pocket.',
    ],
    facts: [
      ['Holds', '28 g of beans'],
      ['Made of', 'Steel burrs, aluminium, beech'],
      ['Settings', '36 clicks'],
      ['Weighs', '510 g'],
    ],
    pictureText: 'A slim dark hand grinder with a crank and a beech knob',
  },
  {
    sku: 'MF-105',
    slug: 'fell-mugs',
    name: 'Fell mugs',
    kind: 'Pair of mugs, 300 ml',
    category: 'ware',
    price: 34,
    description: [
      'Two mugs with a wide handle and a raw clay foot. The glaze breaks at the rim, so no two are quite alike.',
      'Heavy enough to keep warm, light enough to reach for every day.',
    ],
    facts: [
      ['Holds', '300 ml each'],
      ['Made of', 'Stoneware'],
      ['Care', 'Dishwasher and microwave safe'],
      ['In the box', 'Two mugs'],
    ],
    pictureText: 'Two stoneware mugs, one ochre and one cream',
  },
  {
    sku: 'MF-106',
    slug: 'plumb-scale',
    name: 'Plumb brew scale',
    kind: 'Scale with timer, 0.1 g',
    category: 'brewing',
    price: 64,
    description: [
      'Weight and time side by side, so that a good cup can be made twice. Plumb reads to a tenth of a gram and answers without a lag.',
      'The timer starts with the first drop. Charges by USB-C and lasts about a month.',
    ],
    facts: [
      ['Weighs up to', '2 kg, to 0.1 g'],
      ['Made of', 'Aluminium, silicone mat'],
      ['Battery', 'About 30 days, USB-C'],
      ['Size', '14 × 13 × 2 cm'],
    ],
    pictureText: 'A flat black scale with a bright display',
  },
  {
    sku: 'MF-107',
    slug: 'first-flush-tea',
    name: 'First Flush Darjeeling',
    kind: 'Loose leaf tea, 100 g',
    category: 'leaf',
    price: 18,
    description: [
      'Picked in March from a single garden at 1,900 metres: green apple, white grape and a little pepper.',
      'Packed the week it lands. Steep three minutes at 85 °C, then once more.',
    ],
    facts: [
      ['Weight', '100 g, about 40 cups'],
      ['Origin', 'Darjeeling, India'],
      ['Steep', '3 minutes at 85 °C'],
      ['Best before', '18 months after packing'],
    ],
    pictureText: 'A green tea tin with a paper label',
  },
  {
    sku: 'MF-108',
    slug: 'keep-canister',
    name: 'Keep canister',
    kind: 'Airtight canister, 500 g',
    category: 'leaf',
    price: 29,
    description: [
      'Air is what ages coffee. Keep’s inner lid slides down to the beans and pushes it out; the outer lid seals it.',
      'Powder-coated steel keeps the light off, and the dial tells the day on which you filled it.',
    ],
    facts: [
      ['Holds', '500 g of beans'],
      ['Made of', 'Powder-coated steel, ash lid'],
      ['Care', 'Wash by hand'],
      ['Size', '11 × 18 cm'],
    ],
    pictureText: 'A terracotta canister with a wooden lid',
  },
];

/** @returns the product under this SKU, or undefined when the range has none. */
export function findProduct(sku: string): Product | undefined {
  return catalogue.find((product) => product.sku === sku);
}
