import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { Hono } from 'hono';

interface Bundle {
  readonly script: string;
  readonly style: string;
}

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Local Slack</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='4' fill='%23345e7d'/%3E%3Cpath d='M4 6h8M4 10h5' stroke='white' stroke-width='2' stroke-linecap='round'/%3E%3C/svg%3E">
<link rel="stylesheet" href="/page.css">
</head>
<body><div id="root"></div><script type="module" src="/page.js"></script></body>
</html>`;

async function bundle(): Promise<Bundle> {
  const entry = fileURLToPath(new URL('page/main.tsx', import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    outdir: '/page',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  });
  const text = (ending: string): string => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}

/** The page. It is bundled in memory once, when somebody first asks for it; `warm` does so ahead. */
export function pageRoutes(): { routes: Hono; warm(): Promise<void> } {
  let made: Promise<Bundle> | undefined;
  const get = (): Promise<Bundle> => {
    made ??= bundle();
    return made;
  };
  const routes = new Hono()
    .get('/', (context) => {
      void get();
      return context.html(html);
    })
    .get('/page.js', async (context) => context.body((await get()).script, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
    .get('/page.css', async (context) => context.body((await get()).style, 200, { 'content-type': 'text/css; charset=utf-8' }));
  return {
    routes,
    async warm() {
      await get();
    },
  };
}
