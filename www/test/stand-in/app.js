// Stands in for the drawn page: shows an editor and two charts, and writes down what it receives.
globalThis.acequiaApp = Object.assign(async () => ({ acequia_rest: { value: 0 } }), {
  mount(root, config, kit) {
    const got = [];
    root.getRootNode().host.got = got;
    root.getRootNode().host.config = JSON.parse(config);
    const box = (name) => {
      const div = document.createElement('div');
      div.className = name;
      div.style.height = '200px';
      root.append(div);
      return div;
    };
    const bar = {
      chart: { mark: 'bar', title: 'Late by origin', category: { column: 'origin', aggregation: null, format: 'text' }, values: [{ column: 'delay', aggregation: 'AVERAGE', format: 'decimal' }], color: null, horizontal: false },
      data: { categories: ['HNL', 'PHX', 'ORD'], series: [['delay', [21.4, 14.9, null]]], left_out: 0 },
      lang: 'en',
      dark: false,
      lit: 'PHX',
    };
    const line = { ...bar, chart: { ...bar.chart, mark: 'line' }, data: { categories: ['1', '2', '3'], series: [['a', [1, 2, 3]], ['b', [3, 2, 1]]], left_out: 0 } };
    const host = root.getRootNode().host;
    host.picks = [];
    host.runs = [];
    host.parts = Promise.all([
      kit.editor(box('editor'), { value: 'select origin\nfrom flights\nwhere dela > 3', language: 'sql', label: 'SQL', lang: 'en', onChange: () => {}, onRun: (text, at) => host.runs.push([text, at]) }),
      kit.chart(box('bar'), JSON.stringify(bar), (category, series) => host.picks.push([category, series])),
      kit.chart(box('line'), JSON.stringify(line), () => {}),
    ]).then(([editor]) => {
      editor.setSchema('{"acequia":{"flights":["origin","delay"]}}');
      editor.setError(3, 7, 'column dela cannot be resolved');
      host.editor = editor;
    });
    return {
      receive: (json) => got.push(JSON.parse(json)),
      engine: (json) => got.push({ engine: JSON.parse(json) }),
      configure: (json) => got.push({ configure: JSON.parse(json) }),
      destroy: () => got.push('destroy'),
    };
  },
});
