import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import { NoSuchOption } from '../blocks/value.ts';
import { perform } from './act.ts';
import { NoSuchThing, type Stage } from './stage.ts';
import { stateFor } from './state.ts';
import type { Act } from './state-types.ts';

// Changes that come together are sent as one state.
const gatherMs = 10;
const beatMs = 15_000;

/** The page's own paths: never a part of the Web API. */
export function peopleRoutes(stage: Stage): Hono {
  const { world } = stage;
  const person = (as: string | undefined): string => {
    if (!as || !world.people.has(as))
      throw new NoSuchThing(`There is no person ${as ?? ''}. There are: ${[...world.people.keys()].join(', ')}.`);
    return as;
  };
  return new Hono()
    .onError((error, context) => {
      if (error instanceof NoSuchThing || error instanceof NoSuchOption) return context.json({ error: error.message }, 400);
      console.error(error);
      return context.json({ error: String(error) }, 500);
    })
    .get('/state', (context) => context.json(stateFor(world, person(context.req.query('as')))))
    .get('/events', (context) => {
      const as = person(context.req.query('as'));
      return streamSSE(context, async (stream) => {
        let ring: () => void = () => {};
        let due = true;
        const unwatch = world.watch(() => {
          due = true;
          ring();
        });
        stream.onAbort(() => {
          unwatch();
          ring();
        });
        while (!stream.aborted && !stream.closed) {
          if (due) {
            due = false;
            await stream.writeSSE({ event: 'state', data: JSON.stringify(stateFor(world, as)) });
          }
          if (!due) {
            await new Promise<void>((resolve) => {
              const beat = setTimeout(resolve, beatMs);
              ring = () => {
                clearTimeout(beat);
                setTimeout(resolve, gatherMs);
              };
            });
            if (!due && !stream.aborted) await stream.writeSSE({ event: 'beat', data: '' });
          }
        }
        unwatch();
      });
    })
    .post('/act', async (context) => {
      const { as, ...act } = (await context.req.json()) as { as?: string } & Act;
      return context.json(await perform(stage, person(as), act as Act));
    });
}
