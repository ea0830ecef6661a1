import { type Html, html } from './html.ts';

/** Words and picture of a hero. */
export interface Hero {
  readonly eyebrow: string;
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly href: string;
  /** Name of the picture without its ending. */
  readonly picture: string;
  readonly pictureText: string;
}

/** The default content of the hero slot. */
export const defaultHero: Hero = {
  eyebrow: 'New this spring',
  title: 'Slow mornings, well equipped',
  text: 'Kettles, drippers and cups that do one thing well, from six small workshops we know by name.',
  action: 'See the range',
  href: '/#range',
  picture: 'hero-morning',
  pictureText: 'A kettle, a pour-over jug and two mugs on a table in morning light',
};

/** The hero's markup; default content and experiences share it, so that both fill the same space. */
export function renderHero(hero: Hero): Html {
  return html`<div class="hero">
<div class="hero-copy">
<p class="eyebrow">${hero.eyebrow}</p>
<h1>${hero.title}</h1>
<p>${hero.text}</p>
<p><a class="button" href="${hero.href}">${hero.action}</a></p>
</div>
<img class="hero-picture" src="/pictures/${hero.picture}.svg" alt="${hero.pictureText}" width="960" height="640">
</div>`;
}
