// test/bench/peer_links.mjs - who is who in DuckDB, in process.
//
//   node peer_links.mjs PACKAGES CSV RUNS THREADS
//
// PACKAGES is the folder into which npm installed @duckdb/node-api; CSV has the benchmark's
// links, two identifiers a row. Edges are drawn together until none is left, as in links.sql;
// WITH RECURSIVE, also USING KEY, takes longer. A line is printed: name, milliseconds (median),
// the answer, what it is.

import { createRequire } from 'node:module';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

const [packages, csv, runs, threads] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(join(packages, '/'))('@duckdb/node-api');
const file = join(mkdtempSync(join(packages, 'duckdb-')), 'links.db');
const connection = await (await DuckDBInstance.create(file, { threads })).connect();
const ask = async (sql) => (await connection.runAndReadAll(sql)).getRows()[0];

async function customers() {
    await ask(`CREATE OR REPLACE TEMP TABLE vertex AS SELECT name, row_number() OVER (ORDER BY name)::INTEGER AS v
               FROM (SELECT a AS name FROM links UNION SELECT b FROM links)`);
    await ask(`CREATE OR REPLACE TEMP TABLE edge AS SELECT DISTINCT least(a.v, b.v) AS v, greatest(a.v, b.v) AS w
               FROM links AS l JOIN vertex AS a ON a.name = l.a JOIN vertex AS b ON b.name = l.b`);
    await ask('CREATE OR REPLACE TEMP TABLE whose AS SELECT v, v AS least FROM vertex');
    while (Number((await ask('SELECT count(*) FROM edge'))[0]) > 0) {
        await ask(`CREATE OR REPLACE TEMP TABLE drawn AS SELECT v, min(w) AS to_v
                   FROM (SELECT v, w FROM edge UNION ALL SELECT w, v FROM edge UNION ALL SELECT v, v FROM edge) GROUP BY v`);
        await ask(`CREATE OR REPLACE TEMP TABLE edge AS SELECT DISTINCT least(v, w) AS v, greatest(v, w) AS w
                   FROM (SELECT coalesce(a.to_v, e.v) AS v, coalesce(b.to_v, e.w) AS w
                         FROM edge AS e LEFT JOIN drawn AS a ON a.v = e.v LEFT JOIN drawn AS b ON b.v = e.w) WHERE v <> w`);
        await ask(`CREATE OR REPLACE TEMP TABLE whose AS SELECT w.v, coalesce(d.to_v, w.least) AS least
                   FROM whose AS w LEFT JOIN drawn AS d ON d.v = w.least`);
    }
    const answer = await ask(`SELECT count(*), sum(identifiers), sum(length(identifier)), sum(length(customer)) FROM (
        SELECT i.name AS identifier, c.name AS customer, count(*) OVER (PARTITION BY w.least) AS identifiers
        FROM whose AS w JOIN vertex AS i ON i.v = w.v JOIN vertex AS c ON c.v = w.least)`);
    return answer.join('|');
}

await ask(`CREATE TABLE links AS SELECT * FROM read_csv('${csv}', header = false, columns = {a: 'VARCHAR', b: 'VARCHAR'})`);
const ms = [];
let answer;
for (let round = 0; round < runs; round++) {
    const begin = performance.now();
    answer = await customers();
    ms.push(performance.now() - begin);
}
console.log(['duckdb_customers', ms.sort((a, b) => a - b)[Math.floor((ms.length - 1) / 2)].toFixed(1), answer,
             'the same in DuckDB'].join('\t'));
