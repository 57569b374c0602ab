/* Lets JupyterLab open the pages of a book as notebooks at a double click; "Open With" still offers
 * the text editor and the preview. Written as the container that JupyterLab loads extensions from,
 * so nothing has to be compiled. */
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
  const extension = { __esModule: true, default: [pages] };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB.ninbook = {
    init: () => Promise.resolve(),
    get: () => Promise.resolve(() => extension),
  };
})();
