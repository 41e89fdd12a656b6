/** Which files are tests, by their names alone. */

const folder =
  /(?:^|\/)(?:tests?|__tests__|spec|specs|e2e|testing|testdata|test[-_]?(?:utils|data|workspace|fixtures|suite|cases)|__mocks__|fixtures|benches|unit[-_]?tests?|integration[-_]?tests?)\//i;

/** A word of its own in the name, by a sign or by a place at its end or beginning: `cart.test.ts`, `test_cart.py`, `cart_unittest.cc`. */
const name =
  /(?:[._-](?:test|spec|e2e|cy|bench|bats)\.[^/.]+$)|(?:^|\/)(?:test[_-][^/]*|conftest|[^/]*_(?:unit)?tests?|[^/]*_spec|tests?)\.[^/.]+$/i;

/** Words told by capitals: `CartTest.java`, `Shop.Tests/Cart.cs`, `src/androidTest/A.java`. */
const camelName =
  /(?:^|\/)(?:[^/]*[\p{Ll}\d](?:Tests?|TestCase|Spec|Specs|IT)|Test(?:s|Case)?\p{Lu}[^/]*)\.(?:java|cs|cc|cpp|cxx|hpp|h|php|kt|rb|swift|scala)$|[\p{Ll}\d.](?:Tests?|UnitTests|IntegrationTests)\//u;

/** True for test code and what serves it: `cart.test.ts`, `tests/cart.py`, `__tests__/cart.js`, `conftest.py`, `cart_test.go`, `CartTest.java`, `Shop.Tests/Cart.cs`. */
export function isTestPath(path: string): boolean {
  return folder.test(path) || name.test(path) || camelName.test(path);
}
