import { expect, it } from 'vitest';
import { licenseNotice } from './third-party-licenses.ts';

const pbf = { name: 'pbf', version: '5.1.2', identifier: 'BSD-3-Clause', text: 'Copyright (c) Mapbox' };
const comlink = { name: 'comlink', version: '4.4.2', identifier: 'Apache-2.0', text: 'Apache License' };

it('gives each package once, by name, with its licence', () => {
  const notice = licenseNotice([pbf, comlink, pbf]);
  expect(notice.split(/^-+\n/m).slice(1)).toEqual([
    'comlink 4.4.2, Apache-2.0\n\nApache License\n\n',
    'pbf 5.1.2, BSD-3-Clause\n\nCopyright (c) Mapbox\n',
  ]);
});

it('knows the licence of ONNX Runtime, whose package has no file of it', () => {
  const notice = licenseNotice([{ name: 'onnxruntime-web', version: '1.30.0', identifier: 'MIT' }]);
  expect(notice).toMatch(/onnxruntime-web 1\.30\.0, MIT\n\nMIT License\n\nCopyright \(c\) Microsoft Corporation\n/);
});

it('leaves out no package', () => {
  expect(() => licenseNotice([{ name: 'new', version: '1.0.0', identifier: 'MIT' }])).toThrow(
    'new 1.0.0 has no licence file; add its text to scripts/third-party-licenses.ts',
  );
});
