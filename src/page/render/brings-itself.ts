/**
 * Whether an element stands in a slot that an experience of the same scope has brought, by way of a shadow tree: as that of a component of
 * the shop's with a slot in it. Each would bring another, for ever.
 */
export function bringsItself(element: Element): boolean {
  const scope = element.closest('edgewise-slot')?.getAttribute('scope') ?? '';
  const inItsExperience = `edgewise-slot[scope="${CSS.escape(scope)}"] > [slot=experience] *`;
  for (let root = element.getRootNode(); root instanceof ShadowRoot; root = root.host.getRootNode())
    if (root.host.matches(inItsExperience)) return true;
  return false;
}
