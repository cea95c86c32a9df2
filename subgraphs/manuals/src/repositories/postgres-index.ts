import type { Candidate, CandidateQuery, IndexedManual, SearchEngine } from '../search/candidates.ts';
import { passageRows, postingRows, vectorText } from './postgres-index-rows.ts';

/** Runs statements that have a `?` for each value, as MikroORM's unit of work does. */
export interface Statements {
  execute<Row>(sql: string, values: unknown[]): Promise<Row[]>;
}

/** Rows that are written with one statement: a few megabytes of vectors. */
const INSERT_ROWS = 500;

/**
 * An index of manuals in PostgreSQL with pgvector (`preparePostgresIndex` makes its tables): BM25 over postings, and the
 * cosines of all passages that are searched, with half of a number's precision. It writes a manual with several
 * statements; whoever gives them begins the transaction around them.
 */
export class PostgresIndex implements SearchEngine {
  readonly #sql: Statements;

  constructor(sql: Statements) {
    this.#sql = sql;
  }

  async add(manual: IndexedManual): Promise<void> {
    const { id, workspace, language, model, passages } = manual;
    await this.remove(id);
    const length = (terms: 'textTerms' | 'headingTerms') =>
      passages.reduce((sum, passage) => sum + passage[terms].length, 0);
    await this.#sql.execute('insert into manuals_search.manuals values (?, ?, ?, ?, ?, ?, ?)', [
      ...[id, workspace, language, model, passages.length, length('textTerms'), length('headingTerms')],
    ]);
    await this.#insert('passages', id, 'place int, passage_id uuid, vector halfvec', passageRows(passages));
    const lists = 'text_counts int[], heading_counts int[], text_lengths int[], heading_lengths int[]';
    await this.#insert('postings', id, `term text, places int[], ${lists}`, postingRows(passages));
  }

  async remove(manualId: string): Promise<void> {
    await this.#sql.execute(REMOVE, [manualId]);
  }

  candidates(query: CandidateQuery): Promise<Candidate[]> {
    const { workspace, manualIds, terms, vectors, weights, best } = query;
    const asked = [...terms].flatMap(([language, all]) => all.map((term) => ({ language, term })));
    const compared = Array.from(vectors, ([model, vector]) => ({ model, vector: vectorText(vector) }));
    return this.#sql.execute<Candidate>(CANDIDATES, [
      ...[workspace, `{${manualIds.join(',')}}`, JSON.stringify(asked), JSON.stringify(compared)],
      ...[weights.k1, weights.b, weights.heading, best],
    ]);
  }

  /** @param columns those of the table behind `manual_id`, in order, with their types */
  async #insert(table: string, manualId: string, columns: string, rows: readonly object[]): Promise<void> {
    for (let start = 0; start < rows.length; start += INSERT_ROWS) {
      await this.#sql.execute(
        `insert into manuals_search.${table}
         select ?::uuid, one.* from jsonb_to_recordset(?::jsonb) as one (${columns})`,
        [manualId, JSON.stringify(rows.slice(start, start + INSERT_ROWS))],
      );
    }
  }
}

const REMOVE = `
  with removed as (select ?::uuid as id),
    from_passages as (delete from manuals_search.passages where manual_id = (select id from removed)),
    from_postings as (delete from manuals_search.postings where manual_id = (select id from removed))
  delete from manuals_search.manuals where manual_id = (select id from removed)`;

/**
 * Counts as the index in the process does (keyword-scores.ts): the number of passages, their average length and the
 * rarities are those of what is searched.
 */
const CANDIDATES = `
  with given as (
    select ?::text as workspace, ?::uuid[] as manual_ids, ?::jsonb as asked, ?::jsonb as compared,
      ?::float8 as k1, ?::float8 as b, ?::float8 as heading, ?::int as best
  ), searched as (
    select manual.* from given join manuals_search.manuals manual
      on manual.workspace = given.workspace and manual.manual_id = any (given.manual_ids)
  ), totals as (
    select sum(passages)::float8 as size,
      (sum(text_length) + min(heading) * sum(heading_length)) / nullif(sum(passages), 0) as average
    from searched cross join given
  ), asked as (
    select one.* from given, jsonb_to_recordset(given.asked) as one (language text, term text)
  ), found as (
    select posting.*, language
    from searched join asked using (language) join manuals_search.postings posting using (manual_id, term)
  ), holders as (
    select term, coalesce(sum(cardinality(places)), 0)::float8 as count
    from (select distinct term from asked) as every left join found using (term) group by term
  ), rarities as (
    select term, ln(1 + (size - count + 0.5) / (count + 0.5)) as idf from holders cross join totals
  ), shares as (
    select language, term, idf / sum(idf) over (partition by language) as share from asked join rarities using (term)
  ), worded as materialized (
    select manual_id, place, least(1, sum(share)) as coverage,
      least(1, sum(share * count / (count + k1 * (1 - b + b * length / average)))) as keywords
    from found join shares using (language, term) cross join totals cross join given,
      unnest(places, text_counts, heading_counts, text_lengths, heading_lengths)
        as one (place, in_text, in_heading, text_length, heading_length),
      lateral (select in_text + heading * in_heading as count, text_length + heading * heading_length as length) as weighted
    group by manual_id, place
  ), compared as (
    select model, vector as query from given, jsonb_to_recordset(given.compared) as one (model text, vector halfvec)
  ), near as materialized (
    select manual_id, place, -(vector <#> query) as meaning
    from searched join compared using (model) join manuals_search.passages using (manual_id) where vector is not null
  ), chosen as (
    (select manual_id, place from worded order by keywords desc, manual_id, place limit (select best from given))
    union
    (select manual_id, place from near order by meaning desc, manual_id, place limit (select best from given))
  )
  select manual_id as "manualId", passage_id as "passageId",
    coalesce(keywords, 0) as keywords, coalesce(coverage, 0) as coverage, meaning
  from chosen left join worded using (manual_id, place) left join near using (manual_id, place)
    join manuals_search.passages using (manual_id, place)
  order by manual_id, place`;
