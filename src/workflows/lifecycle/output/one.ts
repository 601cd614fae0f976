import { isCut, type OutputOf, type Stream } from '../../../domain/output.ts';
import { type Part, text } from '../../../domain/part.ts';
import { type Request, shortId } from '../../../domain/request.ts';
import { cleaned } from './alike.ts';
import { nameOf, type Ran, type Read } from './ran.ts';
import { beginning, endOf, inBytes } from './shown.ts';
import { maskedNote, maskedStream, streamPart } from './stream.ts';

/** Bytes of a message for what one target said. */
const room = { stdout: 5_000, stderr: 3_500 } as const;

/** What one target said: the beginning in the message, the whole as a file where it is longer, or where it is to be shared. */
export async function oneParts({ request, ran, reader, aws }: Read, target: string, share: boolean): Promise<Part[]> {
  const waves = ran.filter(({ targets }) => targets.includes(target));
  const parts: Part[] = [];
  for (const wave of waves) {
    const output = cleaned(await reader.one(wave, target, aws));
    parts.push(...(await drawOne(request, wave, output, waves.length, share)));
  }
  const again = `/ssm output ${request.id}`;
  const lines = [
    ...(ran.some(({ targets }) => targets.length > 1) ? [{ label: 'All together', line: again }] : []),
    ...(share ? [] : [{ label: 'Share in the thread', line: `${again} ${target} --share` }]),
  ];
  return lines.length > 0 ? [...parts, { kind: 'lines', lines }] : parts;
}

async function drawOne(request: Request, wave: Ran, output: OutputOf, runs: number, share: boolean): Promise<Part[]> {
  const name = nameOf(request, output.target);
  const stdout = await maskedStream(output.stdout);
  const stderr = await maskedStream(output.stderr);
  const silent = stdout.text === '' && stderr.text === '';
  const isMasked = stdout.text !== output.stdout.text || stderr.text !== output.stderr.text;
  const place = `${output.target === name ? '' : `${output.target}, `}request ${shortId(request.id)} on ${request.environment}`;
  const drawn = (['stdout', 'stderr'] as const).flatMap((kind) => {
    const stream = kind === 'stdout' ? stdout : stderr;
    const most = Math.floor(room[kind] / runs);
    return [
      ...streamPart(kind, stream, most),
      ...filePart(request, wave, output.target, kind, stream, share || beginning(stream.text, most).length < stream.text.length),
    ];
  });
  return [
    text(
      `${wave.isUndo ? 'Rollback: ' : ''}${name} · ${endOf(output)}${silent ? ` · ${output.state === 'running' ? 'nothing to see yet' : 'it said nothing'}` : ''} · ${place}`,
    ),
    ...drawn.map((part) => (part.kind === 'file' && share ? { ...part, share: request.id } : part)),
    ...wholeNote(output),
    ...(isMasked ? [text(maskedNote)] : []),
  ];
}

function filePart(request: Request, wave: Ran, target: string, kind: string, stream: Stream, wanted: boolean): Part[] {
  if (!wanted || stream.text === '') return [];
  const of = `${wave.isUndo ? 'Rollback: ' : ''}${kind} of ${nameOf(request, target)}, request ${shortId(request.id)}`;
  const from = stream.bytes === undefined ? '' : ` of ${inBytes(stream.bytes)}`;
  const title = isCut(stream) ? `${of}, its first ${stream.text.length.toLocaleString('en-US')} characters${from}` : `${of}, whole`;
  const name = `${shortId(request.id)}-${target}-${wave.isUndo ? 'rollback-' : ''}${kind}.txt`;
  return [{ kind: 'file', name, title, text: `${stream.text}\n` }];
}

function wholeNote({ note, whole, stdout, stderr }: OutputOf): Part[] {
  if (note !== undefined) return [text(`The whole is not shown. ${note} If nothing is there, the instance's own role could not write it.`)];
  const cut = [stdout, stderr].find(isCut);
  if (!cut) return [];
  if (whole !== undefined) return [text(`It goes on in ${whole}.`)];
  return [text('AWS keeps only this beginning. To keep the whole next time, run it with --s3 or --log-group.')];
}
