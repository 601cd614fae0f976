import { findMessage, post } from '../message.ts';
import { type Json, newId, type StoredFile, type World } from '../world.ts';
import { joined, type Method, needed } from './call.ts';
import { takeContent } from './content.ts';
import { ApiError } from './error.ts';

// The message with the file appears a moment after completeUploadExternal has answered.
const sharedAfterMs = 100;

const types: Record<string, string> = {
  png: 'image/png',
  svg: 'image/svg+xml',
  jpg: 'image/jpeg',
  csv: 'text/csv',
  json: 'application/json',
  txt: 'text/plain',
  log: 'text/plain',
};

/** The media type that a file's name stands for. */
export function mediaType(name: string): string {
  return types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}

/** A file as the Web API and deliveries carry it. */
export function describeFile(world: World, file: StoredFile): Json {
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    mimetype: mediaType(file.name),
    size: file.bytes?.length ?? 0,
    user: file.user ?? world.app.botUser,
    filetype: file.name.split('.').at(-1) ?? '',
    is_external: false,
    url_private: `${world.origin}/files/${file.id}/${encodeURIComponent(file.name)}`,
    url_private_download: `${world.origin}/files/${file.id}/${encodeURIComponent(file.name)}`,
    permalink: `https://${world.seed.team.domain}.slack.com/files/${file.user ?? world.app.botUser}/${file.id}/${encodeURIComponent(file.name)}`,
  };
}

export const getUploadUrl: Method = ({ world }, args) => {
  const name = needed(args, 'filename');
  const length = Number(args.length);
  if (!Number.isInteger(length) || length <= 0)
    throw new ApiError('invalid_arguments', { response_metadata: { messages: ['[ERROR] must provide a length above 0'] } });
  const id = newId('F');
  world.files.set(id, { id, name, length, title: name });
  return { upload_url: `${world.origin}/upload/${id}`, file_id: id };
};

export const completeUpload: Method = ({ world }, args) => {
  const given = Array.isArray(args.files) ? (args.files as { id?: string; title?: string }[]) : [];
  if (given.length === 0) throw new ApiError('invalid_arguments');
  const files = given.map(({ id, title }) => {
    const file = world.files.get(id ?? '');
    if (!file?.bytes) throw new ApiError('file_not_found');
    file.title = title ?? file.title;
    return file;
  });
  const described = files.map((file) => describeFile(world, file));
  if (typeof args.channel_id !== 'string' || args.channel_id === '') return { files: described };
  const channel = joined(world, args.channel_id);
  const thread = typeof args.thread_ts === 'string' && args.thread_ts !== '' ? args.thread_ts : undefined;
  if (thread && !findMessage(channel, thread)) throw new ApiError('invalid_thread_ts');
  const words = args.blocks ? takeContent({ blocks: args.blocks }) : { text: String(args.initial_comment ?? '') };
  world.clock.after(sharedAfterMs, () => {
    post(world, channel, { user: world.app.botUser, byApp: true, ...words, thread_ts: thread, files: described });
  });
  return { files: described };
};

export const info: Method = ({ world }, args) => {
  const file = world.files.get(needed(args, 'file'));
  if (!file?.bytes) throw new ApiError('file_not_found');
  return { file: describeFile(world, file), comments: [], response_metadata: { next_cursor: '' } };
};

/** The old way to send files, which Slack has shut. */
export const oldUpload: Method = () => {
  throw new ApiError('method_deprecated');
};
