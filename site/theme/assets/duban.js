// The one script of the site: list filters and sorting, the stale notice, printing, the form. Without it every page still reads.
(function () {
  "use strict";
  document.documentElement.classList.remove("no-js");

  function all(selector, root) { return Array.prototype.slice.call((root || document).querySelectorAll(selector)); }
  function one(selector, root) { return (root || document).querySelector(selector); }

  // Older than three days: say so, because the lights depend on the day.
  var fresh = one("[data-as-of]");
  if (fresh && Date.now() - Date.parse(fresh.dataset.asOf + "T00:00:00+08:00") > 4 * 864e5) one("#stale").hidden = false;

  all("[data-print]").forEach(function (button) { button.addEventListener("click", function () { window.print(); }); });
  all(".script[hidden]").forEach(function (part) { part.hidden = false; });

  // On a phone the tabs run off the screen: begin where the current one stands.
  var tab = one(".md-tabs__item--active"), tabs = one(".md-tabs__list");
  if (tab && tabs) tabs.scrollLeft = tab.offsetLeft - tabs.clientWidth / 2 + tab.clientWidth / 2;

  // A time axis wider than the screen opens at today.
  var axis = one("#timeline"), bar = one("#timeline svg");
  if (axis && bar && axis.scrollWidth > axis.clientWidth) axis.scrollLeft = bar.getBoundingClientRect().width * axis.dataset.today / 1000 - axis.clientWidth / 3;

  // The theme's search listens to keys alone; handwriting, dictation and pasting with the mouse press none.
  var query = one("[data-md-component=search-query]");
  if (query) query.addEventListener("input", function () { query.dispatchEvent(new KeyboardEvent("keyup")); });

  // A rule's page opens at the rule a link names.
  function openTarget() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") target.open = true;
  }
  window.addEventListener("hashchange", openTarget);
  openTarget();

  // Sorting: the heading becomes a button.
  function sortable(table, changed) {
    all("th[data-sort]", table).forEach(function (head) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var down = head.getAttribute("aria-sort") === "ascending";
        sort(table, head.cellIndex, down);
        if (changed) changed(head.cellIndex, down);
      });
    });
  }
  function sort(table, index, down) {
    var heads = all("th", table), head = heads[index], body = table.tBodies[0];
    if (!head || !head.dataset.sort) return false;
    var numbers = head.dataset.sort === "number";
    var collator = new Intl.Collator("zh-CN", { numeric: true });
    var rows = all("tr", body).map(function (row) {
      var text = row.cells[index].textContent.trim();
      var number = index === 0 && row.dataset.order ? +row.dataset.order : parseFloat(text);
      return { row: row, text: text, number: number, none: numbers ? isNaN(number) : text === "—" || text === "未见记录" };
    });
    rows.sort(function (a, b) {
      if (a.none !== b.none) return a.none ? 1 : -1;
      var order = numbers ? a.number - b.number : collator.compare(a.text, b.text);
      return down ? -order : order;
    });
    var part = document.createDocumentFragment();
    rows.forEach(function (entry) { part.appendChild(entry.row); });
    body.appendChild(part);
    heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    return true;
  }
  all("table.sortable").forEach(function (table) { sortable(table); });

  // The list of items: filters and order live in the address, so that a view can be sent.
  // A browser lays out a few hundred rows at once, not ten thousand: the rest waits for a press of the button.
  var STEP = 300;
  var filters = one("#filters");
  if (filters) list(filters, one("#items"));
  function list(form, table) {
    var rows = all("tbody tr", table).map(function (row) {
      return { row: row, text: row.textContent.toLowerCase(), data: row.dataset };
    });
    var shown = one("#shown"), nothing = one("#nothing"), more = one("#more"), order = "", limit = STEP, timer;
    var match = {
      // With a unit chosen, its own light counts, not the item's: it may have finished what another is late with.
      light: function (data, value) { return form.elements.unit.value !== "" || data.light === value; },
      source: function (data, value) { return data.source === value; },
      due: function (data, value) { return data.due === value; },
      unit: function (data, value) {
        var light = form.elements.light.value;
        return (" " + data.unit + " ").indexOf(" " + value + "=" + (light ? light + " " : "")) >= 0;
      },
      clause: function (data, value) { return (" " + data.clause + " ").indexOf(" " + value + " ") >= 0; }
    };
    var names = Object.keys(match);
    function apply() {
      var words = form.elements.find.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
      var chosen = names.filter(function (name) { return form.elements[name].value; });
      var count = 0;
      rows.forEach(function (entry) {
        var fits = chosen.every(function (name) { return match[name](entry.data, form.elements[name].value); }) &&
          words.every(function (word) { return entry.text.indexOf(word) >= 0; });
        if (fits) count += 1;
        var hide = !fits || count > limit;
        if (entry.row.hidden !== hide) entry.row.hidden = hide;
      });
      table.classList.remove("paged");
      shown.textContent = "显示 " + count + " / " + rows.length + " 项";
      more.hidden = count <= limit;
      more.textContent = "已列出前 " + limit + " 项，再列出 " + Math.min(STEP, count - limit) + " 项";
      nothing.hidden = count > 0;
    }
    function arrange() {
      var place = new Map();
      all("tbody tr", table).forEach(function (row, index) { place.set(row, index); });
      rows.sort(function (a, b) { return place.get(a.row) - place.get(b.row); });
      apply();
    }
    function remember() {
      var query = new URLSearchParams();
      ["find"].concat(names).forEach(function (name) { if (form.elements[name].value) query.set(name, form.elements[name].value); });
      if (order) query.set("sort", order);
      var text = query.toString();
      try { history.replaceState(null, "", text ? "?" + text : location.pathname); } catch (error) { /* file:// in some browsers */ }
    }
    function restore() {
      var query = new URLSearchParams(location.search);
      ["find"].concat(names).forEach(function (name) { form.elements[name].value = query.get(name) || ""; });
      order = query.get("sort") || "";
      if (order && !sort(table, Math.abs(+order) - 1, +order < 0)) order = "";
      arrange();
    }
    sortable(table, function (index, down) { order = String(down ? -(index + 1) : index + 1); arrange(); remember(); });
    form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(function () { limit = STEP; apply(); remember(); }, 80); });
    more.addEventListener("click", function () { limit += STEP; apply(); });
    window.addEventListener("beforeprint", function () { limit = Infinity; apply(); });
    window.addEventListener("afterprint", function () { limit = STEP; apply(); });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function () { setTimeout(function () { apply(); remember(); }); });
    window.addEventListener("popstate", restore);
    form.hidden = false;
    restore();
  }

  // The form: choices to a progress file, judged by the schema that tasks check uses.
  var fill = one("#fill");
  if (fill && window.DubanValidator && window.DubanPersonalData) formPage(fill, JSON.parse(one("#fill-data").textContent));

  function formPage(form, data) {
    var byId = {}, fields = form.elements, chosen = null;
    data.items.forEach(function (item) { byId[item.id] = item; });

    function choose() {
      chosen = byId[fields.record.value];
      if (!chosen) return;
      var record = chosen.record;
      one("#fill-reason").textContent = chosen.reason + (chosen.text ? "" : "。还没有进展文件，将新建一个。");
      fields.state.value = record["状态"] && record["状态"] !== "未启动" ? record["状态"] : "进行中";
      fields.done.value = record["完成日期"] || "";
      fields.problems.value = record["存在问题"] || "";
      fields.next.value = record["下一步"] || "";
      fields.text.value = fields.percent.value = fields.evidence.value = "";
      fields.period.textContent = "";
      [["", "不属于哪一期", false]].concat(chosen.periods).forEach(function (period) {
        var option = document.createElement("option");
        option.value = period[0];
        option.textContent = period[1] + (period[2] ? "（已报）" : "");
        fields.period.appendChild(option);
      });
      var waiting = chosen.periods.slice().reverse().filter(function (period) { return !period[2]; })[0];
      fields.period.value = waiting ? waiting[0] : "";
      one("#fill-period").hidden = !chosen.periods.length;
      one("#fill-result").hidden = true;
      say([]);
      stateChanged();
    }
    function stateChanged() { one("#fill-done").hidden = fields.state.value !== "已完成"; }
    function lines(text) { return text.split("\n").map(function (line) { return line.trim(); }).filter(Boolean); }

    function entry() {
      var text = fields.text.value.trim();
      if (!text) return null;
      var made = { "日期": fields.on.value };
      if (fields.period.value) made["期次"] = fields.period.value;
      made["情况"] = text;
      if (fields.percent.value !== "") made["进度"] = Number(fields.percent.value);
      if (lines(fields.evidence.value).length) made["佐证"] = lines(fields.evidence.value);
      return made;
    }
    function record(added) {
      var made = { "状态": fields.state.value };
      if (made["状态"] === "已完成" && fields.done.value) made["完成日期"] = fields.done.value;
      var entries = (chosen.record["进展"] || []).concat(added ? [added] : []);
      if (entries.length) made["进展"] = entries;
      if (fields.problems.value.trim()) made["存在问题"] = fields.problems.value.trim();
      if (fields.next.value.trim()) made["下一步"] = fields.next.value.trim();
      return made;
    }
    function problems(made, added) {
      var found = [];
      var old = chosen.record["进展"] || [];
      if (!added && made["状态"] !== "未启动" && made["状态"] === (chosen.record["状态"] || "未启动") && !old.length) found.push("“情况”没有填。");
      if (added && !added["日期"]) found.push("进展的“日期”没有填。");
      if (added && added["日期"] > data.today) found.push("进展的“日期”不能晚于 " + data.today + "。");
      if (added && old.length && added["日期"] < old[old.length - 1]["日期"]) found.push("进展的“日期”不能早于上一条的 " + old[old.length - 1]["日期"] + "。");
      if (made["状态"] === "已完成" && !made["完成日期"]) found.push("状态是“已完成”的，要填“完成日期”。");
      if (made["完成日期"] > data.today) found.push("“完成日期”不能晚于 " + data.today + "。");
      if (made["状态"] === "已完成" && !(made["进展"] || []).some(function (one) { return one["佐证"]; })) found.push("状态是“已完成”的，至少一条进展要写“佐证”。");
      if (added && added["进度"] !== undefined && (added["进度"] % 1 || added["进度"] < 0 || added["进度"] > 100)) found.push("“进度”写 0 到 100 的整数。");
      found = found.concat(personal(made, added).errors);
      if (!found.length) {
        var result = new window.DubanValidator(data.schema, "2020-12", false).validate(made);
        var seen = {};
        result.errors.forEach(function (error) {
          var keys = error.instanceLocation.split("/").slice(1).filter(function (key) { return !/^\d+$/.test(key); });
          var name = keys.length && decodeURIComponent(keys[keys.length - 1]);
          if (name && !seen[name] && !/^(properties|items|allOf|if|then|\$ref)$/.test(error.keyword)) {
            seen[name] = true;
            found.push("“" + name + "”的写法不对" + (error.keyword === "pattern" || error.keyword === "maxLength" ? "：有不能用的字符、首尾有空格，或者太长。" : "。"));
          }
        });
        if (!result.valid && !found.length) found.push("填写的内容不符合规定，请检查各项。");
      }
      return found;
    }
    // The same look that tasks check takes: at each text, and at its lines joined.
    function personal(made, added) {
      var said = { errors: [], warnings: [] };
      [added && added["情况"], made["存在问题"], made["下一步"]].concat((added && added["佐证"]) || []).filter(Boolean).forEach(function (text) {
        [text, text.replace(/\n/g, " ")].forEach(function (each) {
          var found = window.DubanPersonalData(each);
          ["errors", "warnings"].forEach(function (name) {
            found[name].forEach(function (words) { if (said[name].indexOf(words) < 0) said[name].push(words); });
          });
        });
      });
      return said;
    }
    function say(found) {
      var box = one("#fill-problems");
      box.textContent = "";
      found.forEach(function (text) { var line = document.createElement("p"); line.textContent = text; box.appendChild(line); });
      box.hidden = !found.length;
    }

    // YAML: a text stands bare only where no reader could take it for anything else.
    function scalar(value) {
      if (typeof value === "number") return String(value);
      var bare = /^[\u4e00-\u9fffA-Za-z《“][^\n\r\t:#"'\\\[\]{},&*!|>%@`?]*$/.test(value) && !/\s$/.test(value) &&
        !/^(true|false|null|yes|no|on|off|y|n|nan|inf)$/i.test(value);
      return bare || /^\d{4}-\d{2}-\d{2}$/.test(value) || /^\d{4}-(Q[1-4]|H[12]|\d{2})$/.test(value) ? value : JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, function (c) { return "\\u" + ("000" + c.charCodeAt(0).toString(16)).slice(-4); });
    }
    function entryLines(made, dash) {
      var inner = dash.replace("-", " ");
      var out = [];
      Object.keys(made).forEach(function (key) {
        var start = out.length ? inner : dash;
        if (Array.isArray(made[key])) {
          out.push(start + key + ":");
          made[key].forEach(function (text) { out.push(inner + "  - " + scalar(text)); });
        } else out.push(start + key + ": " + scalar(made[key]));
      });
      return out;
    }
    // The file as blocks, one a top-level field: what does not change keeps its comments, order and layout.
    function splice(made, added) {
      var order = ["状态", "完成日期", "进展", "存在问题", "下一步"];
      var head = [], blocks = [];
      chosen.text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").forEach(function (line) {
        var match = /^["']?([^\s"'#:-][^:"']*?)["']?\s*:(?:\s|$)/.exec(line);
        if (match) blocks.push({ key: match[1], lines: [line] });
        else if (blocks.length) blocks[blocks.length - 1].lines.push(line);
        else if (line) head.push(line);
      });
      var was = chosen.record;
      function find(key) { return blocks.filter(function (block) { return block.key === key; })[0]; }
      function put(key, text) {
        var block = find(key);
        if (block) { block.lines = text.concat(block.lines.slice(1).filter(function (line) { return /^#/.test(line); })); return; }
        var place = blocks.length;
        for (var i = 0; i < blocks.length; i += 1) if (order.indexOf(blocks[i].key) > order.indexOf(key)) { place = i; break; }
        blocks.splice(place, 0, { key: key, lines: text });
      }
      ["状态", "完成日期", "存在问题", "下一步"].forEach(function (key) {
        if (made[key] === was[key]) return;
        if (made[key] === undefined) blocks = blocks.filter(function (block) { return block.key !== key; });
        else put(key, [key + ": " + scalar(made[key])]);
      });
      if (added) {
        var block = find("进展"), dashes = block ? block.lines.slice(1).map(function (line) { return /^(\s*- +)\S/.exec(line); }).filter(Boolean) : [];
        if (block && /^["']?进展["']?\s*:\s*(#.*)?$/.test(block.lines[0]) && dashes.length) {
          var least = dashes.reduce(function (a, b) { return b[1].indexOf("-") < a[1].indexOf("-") ? b : a; });
          var end = block.lines.length;
          while (end > 1 && (/^#/.test(block.lines[end - 1]) || !block.lines[end - 1].trim())) end -= 1;
          Array.prototype.splice.apply(block.lines, [end, 0].concat(entryLines(added, least[1])));
        } else {
          var whole = ["进展:"];
          made["进展"].forEach(function (each) { whole = whole.concat(entryLines(each, "  - ")); });
          put("进展", whole);
        }
      }
      return head.concat.apply(head, blocks.map(function (block) { return block.lines; })).join("\n") + "\n";
    }

    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var added = entry(), made = record(added), found = problems(made, added);
      say(found);
      one("#fill-result").hidden = Boolean(found.length);
      if (found.length) { one("#fill-problems").scrollIntoView({ block: "nearest" }); return; }
      var text = splice(made, added), open = one("#fill-open"), note = "";
      one("#fill-path").textContent = chosen.path;
      one("#fill-text").textContent = text;
      var save = one("#fill-save");
      save.href = URL.createObjectURL(new Blob([text], { type: "text/yaml" }));
      save.download = chosen.path.split("/").pop();
      if (chosen.text) {
        open.href = chosen.edit || "";
        note = chosen.edit ? "这个文件已经有了：先点“复制全文”，再到平台的编辑页全选、粘贴，然后提交。" : "";
      } else if (chosen.new) {
        var filled = data.can_fill ? chosen.new + (chosen.new.indexOf("?") >= 0 ? "&" : "?") + "value=" + encodeURIComponent(text) : chosen.new;
        var fits = data.can_fill && filled.length <= 7000;
        open.href = fits ? filled : chosen.new;
        note = fits ? "打开的页面里文件名和内容已经填好，直接提交。" : "先点“复制全文”，再到平台的新建页粘贴；文件名是上面那一行。";
      }
      open.target = "_blank";
      open.rel = "noopener";
      open.hidden = !(chosen.text ? chosen.edit : chosen.new);
      one("#fill-note").textContent = note || "台账设置里没有写代码平台的网址：请下载文件，交给管理员放到上面那个位置。";
      var warnings = personal(made, added).warnings;
      one("#fill-warnings").textContent = warnings.length ? "请再看一遍：" + warnings.join("") : "";
      one("#fill-warnings").hidden = !warnings.length;
      one("#fill-result").focus();
    });
    one("#fill-copy").addEventListener("click", function () {
      var button = this, text = one("#fill-text");
      function done() { button.textContent = "已复制"; setTimeout(function () { button.textContent = "复制全文"; }, 2000); }
      if (navigator.clipboard && window.isSecureContext) navigator.clipboard.writeText(text.textContent).then(done);
      else {
        var range = document.createRange();
        range.selectNodeContents(text);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
        if (document.execCommand("copy")) done();
      }
    });
    fields.record.addEventListener("change", choose);
    all("[name=state]", form).forEach(function (radio) { radio.addEventListener("change", stateChanged); });
    function fromAddress() {
      var id = decodeURIComponent(location.hash.slice(1));
      if (byId[id]) fields.record.value = id;
      choose();
    }
    window.addEventListener("hashchange", fromAddress);
    fromAddress();
  }
})();
