/* Lets JupyterLab open the pages of a book as notebooks at a double click; "Open With" still offers
 * the text editor and the preview. In their text, roles such as :numref:`fig_nin` are coloured.
 * Written as the container that JupyterLab loads extensions from, so nothing has to be compiled. */
'use strict';

(() => {
  const pages = {
    id: 'ninbook:pages',
    description: 'Opens the pages of a book as notebooks.',
    autoStart: true,
    activate: (app) => {
      app.docRegistry.addFileType(
        {
          name: 'book-page',
          displayName: 'Page of a book',
          extensions: ['.md'],
          pattern: '\\.md$',
          mimeTypes: ['text/markdown'],
          contentType: 'notebook',
          fileFormat: 'json',
        },
        ['Notebook', 'Editor', 'Markdown Preview']
      );
    },
  };

  /* Markdown knows no roles: it makes code of what one names, behind the text ":numref:". */
  const mark = (html) => {
    const template = document.createElement('template');
    template.innerHTML = html;
    for (const named of template.content.querySelectorAll('code')) {
      const before = named.previousSibling;
      const role = before instanceof Text && /:([a-z_]+):$/.exec(before.data);
      if (role) {
        before.data = before.data.slice(0, role.index);
        named.className = 'book-role';
        named.title = role[1];
        named.prepend(`${role[1]} `);
      }
    }
    return template.innerHTML;
  };

  const roles = (parser) => ({
    id: 'ninbook:roles',
    description: 'Colours roles in the text of pages.',
    autoStart: true,
    requires: [parser],
    activate: (_app, markdown) => {
      const style = document.createElement('style');
      style.textContent = `.jp-RenderedHTMLCommon code.book-role {
        color: var(--jp-content-link-color, #0b5cad); background: none;
        border-bottom: 1px dotted; padding: 0 }`;
      document.head.append(style);
      const render = markdown.render.bind(markdown);
      markdown.render = async (...source) => mark(await render(...source));
    },
  });

  let shared = {};
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB.ninbook = {
    init: (scope) => {
      shared = scope;
      return Promise.resolve();
    },
    get: async () => {
      const [rendering] = Object.values(shared['@jupyterlab/rendermime']);
      const { IMarkdownParser } = (await rendering.get())();
      return () => ({ __esModule: true, default: [pages, roles(IMarkdownParser)] });
    },
  };
})();
