/** An ARN in its parts. '' where a part is empty. */
export interface Arn {
  readonly text: string;
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All that is behind the account: 'instance/i-0a1b2c3d', 'alarm:cpu-high'. */
  readonly resource: string;
}

/** What an alarm's message is about, each thing once, in the message's order. */
export interface AlarmFacts {
  /** 'i-0a1b2c3d4e5f67890', 'mi-...'. */
  readonly instances: readonly string[];
  readonly arns: readonly Arn[];
  /** Names of CloudWatch alarms. */
  readonly alarms: readonly string[];
}

// A message of Slack has at most 40,000 characters, its blocks and attachments besides.
const mostText = 100_000;
const mostOfEach = 20;

// An id may stand within a name: cpu-high-i-0a1b2c3d4e5f67890.
const instance = /(?<![A-Za-z0-9])m?i-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![A-Za-z0-9])/g;
// An alarm's ARN ends with its name, which may have spaces: only those in quotes are read whole, by the JSON below.
const arn = /(?<![\w-])arn:(aws[a-z-]{0,20}):([a-z0-9-]{1,40}):([a-z0-9-]{0,30}):(\d{12}|aws)?:([^\s"'`<>|,;()\\]{1,1024})/g;

/** How alarms are named in messages. Each has one part without a bound, which stops at a mark: the time is in proportion to the text. */
const alarmNames: readonly RegExp[] = [
  // The subject of CloudWatch's mails by SNS: ALARM: "cpu-high" in EU (Frankfurt).
  /\b(?:ALARM|OK|INSUFFICIENT_DATA): "([^"\n]{1,255})"/g,
  // SNS's JSON, and EventBridge's.
  /"(?:AlarmName|alarmName)"\s{0,20}:\s{0,20}"((?:[^"\\\n]|\\.){1,510})"/g,
  // AWS Chatbot and Amazon Q: CloudWatch Alarm | cpu-high | eu-central-1 | Account: 111122223333.
  /\bCloudWatch Alarm \| ([^|\n]{1,255}) \|/g,
  // Mails and bots that list it: Alarm Name: cpu-high, *AlarmName:* cpu-high.
  /\balarm ?name\*?:\*?[ \t]{0,40}\*?[ \t]{0,4}([^\n*]{1,255})/gi,
  // The mail's details: "- Name:    cpu-high" below "Alarm Details".
  /\bAlarm Details:\s{1,20}- Name:[ \t]{1,80}([^\n]{1,255})/g,
  // The console's address: #alarmsV2:alarm/cpu-high.
  /#alarmsV2:alarm\/([^\s?&|<>"')]{1,512})/g,
];

/**
 * Finds what an alarm's message names. Plain text from outside: nothing of it is a right, and all of it is to be looked up.
 * @param texts the message's text and that of its blocks and attachments, as Slack gives them
 */
export function findInAlarm(texts: readonly string[]): AlarmFacts {
  const text = plain(texts.join('\n').slice(0, mostText));
  const arns = unique([...text.matchAll(arn)].map(arnOf), (each) => each.text).slice(0, mostOfEach);
  const named = alarmNames.flatMap((pattern) => [...text.matchAll(pattern)].map(([, name = '']) => readable(name)));
  const ofArns = arns.filter(({ service, resource }) => service === 'cloudwatch' && resource.startsWith('alarm:'));
  const names = [...named, ...ofArns.map(({ resource }) => resource.slice('alarm:'.length))].filter((name) => name !== '');
  return {
    instances: unique([...text.matchAll(instance)].map(([id]) => id)).slice(0, mostOfEach),
    arns,
    alarms: unique(names)
      // A name with spaces is cut in its ARN.
      .filter((name, _index, all) => !all.some((other) => other !== name && other.startsWith(`${name} `)))
      .slice(0, mostOfEach),
  };
}

/** '<https://...|words>' as address and words, and Slack's three escapes undone. */
const plain = (text: string): string =>
  text
    .replace(/<(https?:[^<>|]{1,3000})\|([^<>]{0,3000})>/g, '$1 $2')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

function arnOf([text, partition = '', service = '', region = '', account = '', resource = '']: RegExpMatchArray): Arn {
  // The end of a sentence or of mark-up is none of its own.
  const end = /[.:*_~\]}]*$/.exec(resource)?.[0].length ?? 0;
  const own = resource.slice(0, resource.length - end);
  return { text: text.slice(0, text.length - end), partition, service, region, account, resource: own };
}

/** A name as JSON or an address writes it, read; without mark-up around it. */
function readable(name: string): string {
  const trimmed = name
    .trim()
    .replace(/^[*_`]+|[*_`]+$/g, '')
    .trim();
  try {
    if (/%[0-9A-Fa-f]{2}/.test(trimmed)) return decodeURIComponent(trimmed);
    return trimmed.includes('\\') ? String(JSON.parse(`"${trimmed}"`)) : trimmed;
  } catch {
    return trimmed;
  }
}

function unique<T>(all: readonly T[], key: (each: T) => unknown = (each) => each): T[] {
  return [...new Map(all.map((each) => [key(each), each] as const).reverse()).values()].reverse();
}
