/**
 * Runs in the page, before the workbench: sets its embedder option `developmentOptions`, so that an extension under development is
 * loaded. (The `?payload=` of the address needs `--enable-smoke-test-driver`, which hides notification toasts.)
 * Not type-checked: the DOM's types are kept out of the project.
 */
export function setDevelopmentOptions({ authority, extensions, tests }) {
  const uri = (file) => ({ scheme: 'vscode-remote', authority, path: file });
  const original = Element.prototype.getAttribute;
  Element.prototype.getAttribute = function getAttribute(name) {
    const value = original.call(this, name);
    if (name !== 'data-settings' || this.id !== 'vscode-workbench-web-configuration' || value === null) return value;
    const configuration = JSON.parse(value);
    configuration.developmentOptions = {
      ...configuration.developmentOptions,
      extensions: extensions.map(uri),
      ...(tests && { extensionTestsPath: uri(tests) }),
    };
    return JSON.stringify(configuration);
  };
}

/** Runs in the page, before the workbench: what it takes for the display language, as a language pack would set it. */
export function setLanguage(language) {
  Object.defineProperty(globalThis, '_VSCODE_NLS_LANGUAGE', { get: () => language, set: () => {} });
}
