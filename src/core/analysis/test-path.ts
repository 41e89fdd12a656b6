/** Which files are tests, by their names alone. */

const folder =
  /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e|testing|testdata|test[-_]?(?:utils|data|workspace|fixtures|suite|cases)|__mocks__|fixtures)\//i;
const name = /(?:[._-](?:test|spec|e2e|cy|bench)\.[^/.]+$)|(?:^|\/)(?:test_[^/]*|conftest|[^/]*_test|tests?)\.[^/.]+$/i;

/** True for test code and what serves it: `cart.test.ts`, `tests/cart.py`, `__tests__/cart.js`, `test_cart.py`, `conftest.py`. */
export function isTestPath(path: string): boolean {
  return folder.test(path) || name.test(path);
}
