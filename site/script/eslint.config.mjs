// How the site's own scripts are written. Packages are found where make test installs them.
import js from "../../tests/npm/node_modules/@eslint/js/src/index.js";

export default [
  js.configs.recommended,
  {
    files: ["**/site/script/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module" },
    rules: {
      // tsc knows the names of a browser.
      "no-undef": "off",
      "arrow-body-style": "error",
      eqeqeq: "error",
      "id-denylist": ["error", "one", "other", "each"],
      "max-len": ["error", { code: 100 }],
      "max-lines": ["error", 400],
      "max-lines-per-function": ["error", 50],
      "no-param-reassign": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-arrow-callback": "error",
      "prefer-const": "error",
    },
  },
  {
    // This script runs before a long table is read, as it stands.
    files: ["**/assets/*.js"],
    languageOptions: {
      ecmaVersion: 2020,
      sourceType: "script",
      globals: { document: "readonly", window: "readonly" },
    },
  },
];
