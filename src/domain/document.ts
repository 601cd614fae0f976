/** A parameter of a document, as the document's content declares it. */
export interface DocumentParameter {
  readonly name: string;
  /** 'String', 'StringList', 'Boolean', 'Integer', 'StringMap', 'MapList'. */
  readonly type: string;
  readonly description?: string | undefined;
  readonly default?: readonly string[] | undefined;
  readonly allowedValues?: readonly string[] | undefined;
  readonly allowedPattern?: string | undefined;
}
