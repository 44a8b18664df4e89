// Made by tools/form_script.py from tools/duban/privacy/patterns.py: the look for personal data that tasks check makes, for the form.
(function (root) {
  "use strict";
  var tables = TABLES;

  var characters = new Map(), numerals = new Map(), regexes = new Map();
  tables.zeros.split(" ").forEach(function (zero) {
    for (var value = 0; value < 10; value += 1) characters.set(parseInt(zero, 16) + value, String(value));
  });
  tables.ranges.forEach(function (pair) {
    pair[0].split(" ").forEach(function (range) {
      var ends = range.split("-"), last = parseInt(ends[1] || ends[0], 16);
      for (var code = parseInt(ends[0], 16); code <= last; code += 1) characters.set(code, pair[1]);
    });
  });
  function pairs(target, written, meant) {
    Array.from(written).forEach(function (character, index) { target.set(character.codePointAt(0), Array.from(meant)[index]); });
  }
  tables.pairs.forEach(function (pair) { pairs(characters, pair[0], pair[1]); });
  pairs(numerals, tables.numerals[0], tables.numerals[1]);
  for (var offset = 0; offset < 26; offset += 1) {
    characters.set(0xff21 + offset, String.fromCharCode(65 + offset));
    characters.set(0xff41 + offset, String.fromCharCode(97 + offset));
  }
  characters.delete(10);

  function regex(text) {
    if (!regexes.has(text)) regexes.set(text, new RegExp(text, "gmu"));
    var one = regexes.get(text);
    one.lastIndex = 0;
    return one;
  }
  function translated(text, by) {
    return Array.from(text).map(function (character) { return by.get(character.codePointAt(0)) || (character.length > 1 ? "\ufffd" : character); }).join("");
  }
  function canonical(text) {
    var plain = translated(text.replace(regex(tables.mark), "、"), characters);
    return plain.replace(regex(tables.run), function (run) { return translated(run, numerals); });
  }
  function identity(digits) {
    var weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    var total = weights.reduce(function (sum, weight, index) { return sum + weight * Number(digits[index]); }, 0);
    return "10X98765432"[total % 11] === digits[17];
  }
  function luhn(digits) {
    var total = 0;
    Array.from(digits).reverse().forEach(function (digit, index) {
      var value = Number(digit) * (index % 2 ? 2 : 1);
      total += value > 9 ? value - 9 : value;
    });
    return total % 10 === 0;
  }
  var checks = { identity: identity, luhn: luhn };

  function whole(pattern, text) { return regex("^(?:" + pattern + ")$(?!\\n)").test(text); }
  function holds(pattern, text, start, end) {
    var match = text.slice(start, end), digits = match.replace(/[^0-9Xx]/g, "").toUpperCase();
    var before = text.slice(Math.max(0, start - tables.reach), start).split("\n").pop();
    var after = text.slice(end, end + tables.context).split("\n")[0];
    return !((pattern.digits && !whole(pattern.digits, digits)) || (pattern.check && !checks[pattern.check](digits)) ||
      (pattern.unless && whole(pattern.unless, match)) || (pattern.before && regex(pattern.before).test(before.slice(-tables.context))) ||
      (pattern.address && regex(tables.address).test(before)) || (pattern.after && regex(pattern.after).test(after)));
  }

  // Returns what to say of a text, errors and warnings apart; never what was found.
  root.DubanPersonalData = function (text) {
    var plain = canonical(text), taken = [], found = {};
    tables.patterns.forEach(function (pattern) {
      var one, place = 0, rejected = 0;
      while (true) {
        var search = regex(pattern.text);
        search.lastIndex = place;
        if (!(one = search.exec(plain))) return;
        var start = one.index, end = start + one[0].length;
        if (holds(pattern, plain, start, end)) {
          if (!taken.some(function (other) { return start < other[1] && other[0] < end; })) {
            taken.push([start, end]);
            found[pattern.kind] = true;
          }
          place = Math.max(end, start + 1);
        } else {
          rejected += 1;
          place = rejected < tables.patience ? start + 1 : Math.max(end, start + 1);
        }
      }
    });
    var kinds = Object.keys(found).sort();
    function error(kind) { return tables.errors.indexOf(kind) >= 0; }
    function words(kind) { return tables.words[kind]; }
    return {
      kinds: kinds,
      errors: kinds.filter(error).map(words),
      warnings: kinds.filter(function (kind) { return !error(kind); }).map(words)
    };
  };
})(typeof window === "undefined" ? globalThis : window);
