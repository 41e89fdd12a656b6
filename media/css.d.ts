/** esbuild gathers the imported styles beside the script. */
declare module '*.css';
