import { z } from 'zod';
import { duration, seconds } from '../domain/rate.ts';
import { environmentSchema } from './environment.ts';
import { freezeOf, freezeSchema, timezone } from './freeze.ts';
import { name } from './name.ts';
import { parametersSchema } from './parameters.ts';

const personId = z.string().regex(/^[UW][A-Z0-9]+$/, "a person is Slack's id: U012ABCDEF");
const channelId = z
  .string()
  .regex(/^[CG][A-Z0-9]+$/, "write the channel's id, C012ABCDEF or G012ABCDEF: a name can be hidden from the bot, or changed");
/** A user group's handle without '@', or a group of the file. */
const handle = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,79}$/, "write a group's handle without '@': sre-leads");

const channelSchema = z
  .strictObject({
    environment: name.optional(),
    environments: z.array(name).min(1, 'name at least one, or leave it out for all').optional(),
  })
  .superRefine(({ environment, environments }, ctx) => {
    const issue = (message: string, ...path: string[]) => ctx.addIssue({ code: 'custom', message, path });
    if (environment === undefined && environments === undefined)
      issue('write environment (the one that is meant where none is named), environments (the only ones allowed), or both');
    if (environment !== undefined && environments && !environments.includes(environment))
      issue(`"${environment}" is not among the allowed environments: ${environments.join(', ')}`, 'environment');
  });

const approvalsSchema = z
  .strictObject({
    expireAfter: duration.default('30m'),
    remindAfter: duration.optional(),
    ping: z.record(handle, z.array(handle)).default({}),
  })
  .superRefine(({ expireAfter, remindAfter }, ctx) => {
    if (remindAfter !== undefined && seconds(remindAfter) >= seconds(expireAfter))
      ctx.addIssue({ code: 'custom', path: ['remindAfter'], message: `must be shorter than expireAfter, which is ${expireAfter}` });
  });

/** The whole file, each setting by itself and then against the others. */
export const fileSchema = z
  .strictObject({
    environments: z.record(name, environmentSchema).refine((all) => Object.keys(all).length > 0, 'name at least one environment'),
    /** Groups whose members are listed here; any other group is a Slack user group, by its handle. */
    groups: z.record(name, z.array(personId)).default({}),
    /** By the channel's id or its name, with '#' or without. */
    channels: z.record(z.string(), channelSchema).default({}),
    /** How parameters are named, and what of them is a secret. */
    parameters: parametersSchema,
    policies: z.string().default('policies'),
    approvals: approvalsSchema.default({ expireAfter: '30m', ping: {} }),
    timezone: timezone.default('UTC'),
    freezes: z.array(freezeSchema).default([]),
    /** Person -> generation of the secret of their authenticator app: another number is another secret. */
    stepUp: z.record(personId, z.int('write a whole number: 1, and the next one for a new secret').min(1, 'begin with 1')).default({}),
    audit: z.strictObject({ channel: channelId }).optional(),
    security: z.strictObject({ channel: channelId }).optional(),
  })
  .superRefine((file, ctx) => {
    // Spans are computed of what is right by itself: zod comes here also after a wrong pattern.
    const isReadable = ctx.issues.length === 0;
    const issue = (message: string, ...path: (string | number)[]) => ctx.addIssue({ code: 'custom', message, path });
    const mustBeKnown = (wanted: string, ...path: (string | number)[]) => {
      if (!Object.hasOwn(file.environments, wanted))
        issue(`there is no environment "${wanted}"; there are ${Object.keys(file.environments).join(', ')}`, ...path);
    };
    for (const [channel, { environment, environments = [] }] of Object.entries(file.channels)) {
      if (environment !== undefined) mustBeKnown(environment, 'channels', channel, 'environment');
      for (const [i, each] of environments.entries()) mustBeKnown(each, 'channels', channel, 'environments', i);
      if (channel.startsWith('#') && Object.hasOwn(file.channels, channel.slice(1)))
        issue("is there twice, with '#' and without: keep one", 'channels', channel);
    }
    for (const [i, freeze] of file.freezes.entries()) {
      if (file.freezes.findIndex(({ name }) => name === freeze.name) < i)
        issue(`there is a freeze "${freeze.name}" already: give each a name of its own`, 'freezes', i, 'name');
      for (const [j, each] of (freeze.environments ?? []).entries()) mustBeKnown(each, 'freezes', i, 'environments', j);
      const made = isReadable ? freezeOf(freeze, file.timezone) : undefined;
      if (typeof made === 'string') issue(made, 'freezes', i);
    }
  });
