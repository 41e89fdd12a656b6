/** The built-in rules as the build parsed them; see `Rule` for their shape. */
declare module 'reverie:rules' {
  export const builtInRules: unknown[];
}
