// Elements of the page, found by selector and known by type.

/**
 * Returns every element of a type that a selector names.
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @param {ParentNode} root
 * @returns {T[]}
 */
export function all(selector, type, root = document) {
  /** @type {T[]} */
  const found = [];
  for (const element of root.querySelectorAll(selector)) {
    if (element instanceof type) found.push(element);
  }
  return found;
}

/**
 * Returns the first element of a type that a selector names, null where there is none.
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @param {ParentNode} root
 * @returns {T | null}
 */
export function find(selector, type, root = document) {
  const element = root.querySelector(selector);
  return element instanceof type ? element : null;
}

/**
 * Returns an element that the page must have: without it the template and the script disagree.
 * @template {Element} T
 * @param {string} selector
 * @param {new () => T} type
 * @param {ParentNode} root
 * @returns {T}
 */
export function need(selector, type, root = document) {
  const element = find(selector, type, root);
  if (!element) throw new Error(`the page has no ${selector}`);
  return element;
}

/**
 * Returns the field of a form that has this name; radio buttons are one field.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {{ value: string }}
 */
export function field(form, name) {
  const element = form.elements.namedItem(name);
  if (element === null || !("value" in element)) throw new Error(`the form has no ${name}`);
  return /** @type {{ value: string }} */ (element);
}
