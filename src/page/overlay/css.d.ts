/** A style sheet as text, which Vite puts into the script. */
declare module '*.css?inline' {
  const css: string;
  export default css;
}
