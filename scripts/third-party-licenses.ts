/** A package of which the build has bundled something, as Vite writes it down. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** SPDX. */
  readonly identifier?: string;
  /** Of the licence file in the package, where it has one. */
  readonly text?: string;
}

const mit = (holder: string): string => `MIT License

${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

/** Texts of packages that ship none, as their repositories have them. */
const textsElsewhere: Readonly<Record<string, string>> = {
  'onnxruntime-web': mit('Copyright (c) Microsoft Corporation'),
};

/**
 * The text that goes along with what the build has bundled, by package.
 * @throws Error for a package whose licence is not known: each asks that its text be kept
 */
export function licenseNotice(packages: readonly BundledPackage[]): string {
  const byTitle = new Map(packages.map((bundled) => [`${bundled.name} ${bundled.version}`, bundled]));
  const parts = [...byTitle]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([title, bundled]) => {
      const text = bundled.text ?? textsElsewhere[bundled.name];
      if (!text) throw new Error(`${title} has no licence file; add its text to scripts/third-party-licenses.ts`);
      return `${'-'.repeat(80)}\n${title}, ${bundled.identifier}\n\n${text}\n`;
    });
  return `Edgewise's files contain parts of these packages, each under a licence of its own.\n\n${parts.join('\n')}`;
}
