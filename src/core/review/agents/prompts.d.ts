/** A prompt: the text of a Markdown file, read when the engine is built. */
declare module '*.md' {
  const text: string;
  export default text;
}
