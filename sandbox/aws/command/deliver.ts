import { authorise } from '../authorise.ts';
import { put } from '../bucket.ts';
import { append, logArn, streamsIn } from '../log-group.ts';
import { nodeSession } from '../node-session.ts';
import type { Caller } from '../principal.ts';
import type { Place, World } from '../world.ts';
import { type Command, type Invocation, isOver } from './command.ts';
import { bringToNow } from './fleet.ts';
import { outputKey, type Streams, streamsOf } from './output.ts';

type Written = readonly [stream: keyof Streams, text: string];

/** Streams that are empty are not uploaded (amazon-ssm-agent, fileS3.go). */
const written = (streams: Streams): Written[] =>
  (['stdout', 'stderr'] as const).map((stream): Written => [stream, streams[stream]]).filter(([, text]) => text !== '');

/** A bucket that is not there, or that the machine may not write to, is a line in the agent's own log and nothing else. */
async function toBucket(world: World, place: Place, command: Command, invocation: Invocation, caller: Caller): Promise<void> {
  const bucket = world.buckets.get(command.input.OutputS3BucketName ?? '');
  if (!bucket) return;
  for (const step of command.steps)
    for (const [stream, text] of written(streamsOf(invocation, step))) {
      const key = outputKey(command, invocation, step, stream);
      const access = { action: 's3:PutObject', resource: `arn:aws:s3:::${bucket.name}/${key}`, owner: bucket.account };
      if ((await authorise(access, caller, place.region)).allowed) put(bucket, key, text, invocation.endedAt ?? 0);
    }
}

async function toLogs(place: Place, command: Command, invocation: Invocation, caller: Caller): Promise<void> {
  const { CloudWatchOutputConfig: config } = command.input;
  if (!config?.CloudWatchOutputEnabled) return;
  const group = config.CloudWatchLogGroupName || `/aws/ssm/${command.document.name}`;
  for (const step of command.steps)
    for (const [stream, text] of written(streamsOf(invocation, step))) {
      const name = `${command.id}/${invocation.nodeId}/${step.stream}/${stream}`;
      const accesses = [
        ...(place.logGroups.has(group) ? [] : [{ action: 'logs:CreateLogGroup', resource: logArn(place, group) }]),
        { action: 'logs:CreateLogStream', resource: logArn(place, group, name) },
        { action: 'logs:PutLogEvents', resource: logArn(place, group, name) },
      ];
      const verdicts = await Promise.all(accesses.map((access) => authorise(access, caller, place.region)));
      if (verdicts.every(({ allowed }) => allowed))
        append(streamsIn(place, group, invocation.endedAt ?? 0), name, text, invocation.endedAt ?? 0);
    }
}

const done = new WeakSet<Invocation>();
const under = new WeakMap<World, Promise<void>>();

async function deliverAll(world: World): Promise<void> {
  for (const place of world.places.values()) {
    bringToNow(world, place);
    for (const command of place.commands)
      for (const invocation of command.invocations) {
        if (!isOver(invocation) || done.has(invocation)) continue;
        done.add(invocation);
        const node = place.nodes.get(invocation.nodeId);
        const caller = node && nodeSession(node, place.account);
        if (!caller) continue;
        await toBucket(world, place, command, invocation, caller);
        await toLogs(place, command, invocation, caller);
      }
  }
}

/** Leaves the output of every run that is over by now where its command wanted it. Nobody can tell that this waits until somebody looks. */
export function deliver(world: World): Promise<void> {
  const next = (under.get(world) ?? Promise.resolve()).then(() => deliverAll(world));
  under.set(
    world,
    next.catch(() => {}), // whoever looked is told; the next look tries the rest
  );
  return next;
}
