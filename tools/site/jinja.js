"use strict";

// Renders what Jinja's parser made of a template: only what the templates of this repository use.
// configurator.py writes each node as an object whose `is` is the name of its class. That the texts
// are those of Copier is held by a test.

const jinja = (() => {
  const str = (value) => (value === true ? "True" : value === false ? "False" : value ?? "None");
  const compare = {
    eq: (a, b) => a === b, ne: (a, b) => a !== b, ge: (a, b) => a >= b, in: (a, b) => b.includes(a),
  };
  // Python's order: by code point.
  const sorted = (items) => [...items].sort();

  /** Write a value as Python's `json.dumps` does. */
  const quoted = (value) => (Array.isArray(value) ? `[${value.map(quoted).join(", ")}]` : JSON.stringify(value));

  const filters = {
    capitalize: (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase(),
    join: (items, separator) => items.map(str).join(separator),
    length: (items) => items.length,
    list: (items) => items,
    lower: (text) => text.toLowerCase(),
    map: (items, name) => items.map((item) => filters[name](item)),
    quoted,
    reject: (items, name, other) => items.filter((item) => !compare[name](item, other)),
    replace: (text, old, other) => text.replaceAll(old, other),
    select: (items, name, other) => items.filter((item) => compare[name](item, other)),
    sort: (items) => sorted(items),
    upper: (text) => text.toUpperCase(),
  };

  const nodes = {
    Add: ({ left, right }, scope) => [...value(left, scope), ...value(right, scope)],
    And: ({ left, right }, scope) => value(left, scope) && value(right, scope),
    Assign({ target, node }, scope) {
      scope[target.name] = value(node, scope);
      return "";
    },
    Call({ node, args }, scope) {
      const words = args.map((each) => value(each, scope));
      if (node.is === "Getattr") {  // the only method is `get` of a dictionary
        return value(node.node, scope)[words[0]] ?? words[1];
      }
      return scope[node.name](...words, scope);
    },
    Compare: ({ expr, ops: [{ op, expr: other }] }, scope) => compare[op](value(expr, scope), value(other, scope)),
    Concat: ({ nodes: parts }, scope) => parts.map((part) => str(value(part, scope))).join(""),
    CondExpr({ test, expr1, expr2 }, scope) {
      const chosen = value(test, scope) ? expr1 : expr2;
      return chosen ? value(chosen, scope) : "";
    },
    Const: ({ value: constant }) => constant,
    Dict: ({ items }, scope) => Object.fromEntries(items.map((pair) => [value(pair.key, scope), value(pair.value, scope)])),
    Filter: ({ node, name, args }, scope) =>
      filters[name](value(node, scope), ...args.map((each) => value(each, scope))),
    For({ target, iter, body }, scope) {
      const items = value(iter, scope);
      return items.map((item, index) => {
        const loop = { first: index === 0, last: index === items.length - 1 };
        return render(body, Object.assign(Object.create(scope), { [target.name]: item, loop }));
      }).join("");
    },
    Getattr: ({ node, attr }, scope) => value(node, scope)[attr],
    If: ({ test, body, elif_, else_ }, scope) => {
      if (value(test, scope)) return render(body, scope);
      const other = elif_.find((each) => value(each.test, scope));
      return render(other ? other.body : else_, scope);
    },
    Include: ({ template }, scope) => render(scope.$includes[value(template, scope)].body, Object.create(scope)),
    List: ({ items }, scope) => items.map((item) => value(item, scope)),
    Mul: ({ left, right }, scope) => value(left, scope).repeat(value(right, scope)),
    Name: ({ name }, scope) => scope[name],
    Not: ({ node }, scope) => !value(node, scope),
    Output: ({ nodes: parts }, scope) => parts.map((part) => str(value(part, scope))).join(""),
    TemplateData: ({ data: text }) => text,
    Test: ({ node }, scope) => value(node, scope) !== undefined,  // the only test is `defined`
  };

  const value = (node, scope) => nodes[node.is](node, scope);
  const render = (body, scope) => body.map((node) => value(node, scope)).join("");

  return { filters, sorted, render: (template, scope) => render(template.body, Object.create(scope)) };
})();
