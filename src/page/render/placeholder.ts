/** A template in a text, such as `{{ path }}`: its path, with the spaces around it. */
export const placeholder = /\{\{([^{}]*)\}\}/g;
