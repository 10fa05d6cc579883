// test/bench/peers.mjs - the bounce rate in DuckDB or ClickHouse, in process.
//
//   node peers.mjs PACKAGES PEER CSV RUNS THREADS
//
// PACKAGES is the folder into which npm installed @duckdb/node-api and chdb; PEER is duckdb
// or clickhouse; CSV has the benchmark's contacts in the order of time: customer, request,
// is it a human contact, start and end in seconds since 1970.
//
// Each peer has the contacts twice: in the order of time, as a log table has them, and
// sorted by customer and request when they were stored, which costs at every insert and
// saves the question a part of its work. ClickHouse has the times as DateTime, of 32 bits.
// Every formulation is asked of both. For each one a line is printed: name, milliseconds
// (median), the answer, what it is.
//
// Not among them are ClickHouse's windowFunnel, which counts at most one bounce a request
// and from the start of a contact, so that it gives another number; and DuckDB's as-of join,
// whose time grows with the square of the contacts (9 seconds for 300,000).

import { createRequire } from 'node:module';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';

const [packages, peer, csv, runs, threads] = process.argv.slice(2);
const require = createRequire(join(packages, '/'));
const storages = { '': 'started_at', sorted: 'customer, request, started_at' };

// ---- DuckDB --------------------------------------------------------------------------

const duckdbMature = 'NOT human AND ended_at + INTERVAL 48 HOUR <= (SELECT max(started_at) FROM contacts)';
const duckdbParts = `WITH d AS (SELECT customer, request, started_at, ended_at FROM contacts WHERE ${duckdbMature}),
     h AS (SELECT customer, request, started_at FROM contacts WHERE human)`;

const duckdbFormulations = {
    window: ['the next human contact by a window function', `
        SELECT count(*) FILTER (WHERE next_human <= ended_at + INTERVAL 48 HOUR) / count(*) FROM (
            SELECT human, ended_at, min(started_at) FILTER (WHERE human)
                   OVER (PARTITION BY customer, request ORDER BY started_at DESC) AS next_human
            FROM contacts) WHERE ${duckdbMature}`],
    semi: ['a semi-join to the human contacts', `${duckdbParts}
        SELECT (SELECT count(*) FROM d SEMI JOIN h ON d.customer = h.customer AND d.request = h.request
                AND h.started_at BETWEEN d.started_at AND d.ended_at + INTERVAL 48 HOUR) / (SELECT count(*) FROM d)`],
    list: ['the human contacts of each request in a list', `${duckdbParts}
        SELECT (SELECT count(*)
                FROM d JOIN (SELECT customer, request, list(started_at) AS starts FROM h GROUP BY ALL) AS l
                ON d.customer = l.customer AND d.request = l.request
                WHERE len(list_filter(starts, lambda s: s >= d.started_at AND s <= d.ended_at + INTERVAL 48 HOUR)) > 0
               ) / (SELECT count(*) FROM d)`],
};

async function openDuckdb() {
    const { DuckDBInstance } = require('@duckdb/node-api');
    const file = join(mkdtempSync(join(packages, 'duckdb-')), 'contacts.db');
    const connection = await (await DuckDBInstance.create(file, { threads })).connect();
    const ask = async (sql) => (await connection.runAndReadAll(sql)).getRows()[0]?.[0];
    await ask(`CREATE VIEW csv AS SELECT customer, request, human, make_timestamp(started * 1000000) AS started_at,
                      make_timestamp(ended * 1000000) AS ended_at
               FROM read_csv('${csv}', header = false, columns = {customer: 'BIGINT', request: 'BIGINT',
                             human: 'BOOLEAN', started: 'BIGINT', ended: 'BIGINT'})`);
    return {
        ask,
        formulations: duckdbFormulations,
        store: (table, order) => ask(`CREATE TABLE ${table} AS SELECT * FROM csv ORDER BY ${order}`),
    };
}

// ---- ClickHouse ----------------------------------------------------------------------

const clickhouseMature = 'NOT human AND ended_at + 172800 <= (SELECT max(started_at) FROM contacts)';
const clickhouseDigital = `(SELECT customer, request, started_at, ended_at FROM contacts WHERE ${clickhouseMature})`;
const clickhouseHuman = '(SELECT customer, request, started_at FROM contacts WHERE human)';

const clickhouseFormulations = {
    window: ['the next human contact by a window function', `
        SELECT countIf(next_human BETWEEN started_at AND ended_at + 172800) / count() FROM (
            SELECT human, started_at, ended_at, minIf(started_at, human)
                   OVER (PARTITION BY customer, request ORDER BY started_at, human
                         ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS next_human
            FROM contacts) WHERE ${clickhouseMature}`],
    semi: ['a semi-join to the human contacts', `
        SELECT count() / (SELECT count() FROM ${clickhouseDigital})
        FROM ${clickhouseDigital} AS d LEFT SEMI JOIN ${clickhouseHuman} AS h
        ON d.customer = h.customer AND d.request = h.request
           AND h.started_at >= d.started_at AND h.started_at <= d.ended_at + 172800`],
    asof: ['an as-of join to the next human contact', `
        SELECT countIf(h.started_at BETWEEN d.started_at AND d.ended_at + 172800) / count()
        FROM ${clickhouseDigital} AS d ASOF LEFT JOIN ${clickhouseHuman} AS h
        ON d.customer = h.customer AND d.request = h.request AND h.started_at >= d.started_at`],
    array: ['the contacts of each request in arrays', `
        SELECT sum(arrayCount(x -> arrayExists(s -> s BETWEEN x.1 AND x.2 + 172800, h), d)) / sum(length(d)) FROM (
            SELECT groupArrayIf((started_at, ended_at), ${clickhouseMature}) AS d, groupArrayIf(started_at, human) AS h
            FROM contacts GROUP BY customer, request)`],
    any_array: ['arrays of human contacts joined to the digital ones', `
        SELECT countIf(arrayExists(s -> s BETWEEN d.started_at AND d.ended_at + 172800, h.starts)) / count()
        FROM ${clickhouseDigital} AS d LEFT ANY JOIN
            (SELECT customer, request, groupArray(started_at) AS starts FROM ${clickhouseHuman} GROUP BY customer, request) AS h
        USING (customer, request)`],
};

async function openClickhouse() {
    const { Session } = require('chdb');
    const session = new Session(mkdtempSync(join(packages, 'clickhouse-')));
    const ask = async (sql) => session.query(sql, 'TSV').trim();
    await ask('CREATE DATABASE bench');
    await ask('USE bench');
    await ask(`SET max_threads = ${threads}`);
    return {
        ask,
        formulations: clickhouseFormulations,
        store: async (table, order) => {
            await ask(`CREATE TABLE ${table} (customer Int64, request Int64, human Bool, started_at DateTime, ended_at DateTime)
                       ENGINE = MergeTree ORDER BY (${order})`);
            await ask(`INSERT INTO ${table} SELECT * FROM file('${csv}', CSV,
                       'customer Int64, request Int64, human Bool, started_at DateTime, ended_at DateTime')`);
            await ask(`OPTIMIZE TABLE ${table} FINAL`);
        },
    };
}

// ---- both ----------------------------------------------------------------------------

const { ask, formulations, store } = await (peer === 'duckdb' ? openDuckdb() : openClickhouse());
const measured = [];
for (const [storage, order] of Object.entries(storages)) {
    const table = ['contacts', storage].filter(Boolean).join('_');
    await store(table, order);
    for (const [name, [what, sql]] of Object.entries(formulations))
        measured.push({ name: [peer, name, storage].filter(Boolean).join('_'), ms: [],
                        what: what + (storage && ', sorted when stored'), sql: sql.replaceAll('contacts', table) });
}
for (let round = 0; round <= runs; round++)
    for (const formulation of measured) {
        const begin = performance.now();
        formulation.answer = Number(await ask(formulation.sql));
        if (round > 0)  // the first time warms up
            formulation.ms.push(performance.now() - begin);
    }
for (const { name, ms, answer, what } of measured)
    console.log([name, ms.sort((a, b) => a - b)[Math.floor((ms.length - 1) / 2)].toFixed(1), answer, what].join('\t'));
