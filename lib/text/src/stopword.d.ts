declare module 'stopword' {
  /** Stop words by ISO 639-3 code, such as `deu`; lower case. */
  const lists: Readonly<Record<string, readonly string[] | undefined>>;
  export default lists;
}
