import { Hono } from 'hono';
import { mediaType } from './api/files.ts';
import { botToken } from './seed.ts';
import type { World } from './world.ts';

/** Where the bytes of files go to and come from: the upload_url, and the file itself. */
export function fileRoutes(world: World): Hono {
  return new Hono()
    .post('/upload/:id', async (context) => {
      const file = world.files.get(context.req.param('id'));
      if (!file) return context.text('upload not found', 404);
      const form = context.req.header('content-type')?.includes('multipart/form-data') ? await context.req.parseBody() : undefined;
      const sent = form ? Object.values(form).find((value) => value instanceof File) : undefined;
      const bytes = new Uint8Array(await (sent instanceof File ? sent.arrayBuffer() : context.req.arrayBuffer()));
      // Slack takes exactly as many bytes as were announced.
      if (bytes.length !== file.length) return context.text('length mismatch', 400);
      file.bytes = bytes;
      return context.text(`OK - ${bytes.length}`);
    })
    .get('/files/:id/:name', (context) => {
      const file = world.files.get(context.req.param('id'));
      if (!file?.bytes) return context.text('There is no such file.', 404);
      // What a person gave in a form is shown to nobody else: the app reads it with its token, and who may not is sent to sign in.
      const reads = context.req.header('authorization') === `Bearer ${botToken}` && world.app.scopes.includes('files:read');
      if (file.user !== undefined && !reads)
        return context.redirect(`https://${world.seed.team.domain}.slack.com/?redir=${encodeURIComponent(context.req.path)}`);
      // Nothing that is uploaded may run as a page of this server.
      return context.body(file.bytes, 200, {
        'content-type': mediaType(file.name),
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        'x-content-type-options': 'nosniff',
      });
    });
}
