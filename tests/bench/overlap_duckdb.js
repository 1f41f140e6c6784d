// overlap_duckdb - the audience overlaps of a file of events, by DuckDB's
// self-join with one thread: "a b inter" a line.
//
//	node overlap_duckdb.js EVENTS.jsonl THREADS
const { DuckDBInstance } = require('@duckdb/node-api');

const [file, threads] = process.argv.slice(2);
const sql = `
	with seen as (
		select distinct channel_id as c, user_id as u
		from read_json('${file}', format = 'newline_delimited',
			columns = {channel_id: 'VARCHAR', user_id: 'VARCHAR'}))
	select a.c, b.c, count(*)::integer as n
	from seen a join seen b on a.u = b.u and a.c < b.c
	group by 1, 2 order by 1, 2`;

async function main() {
	const db = await DuckDBInstance.create(':memory:');
	const link = await db.connect();

	await link.run(`set threads = ${threads}`);
	const result = await link.runAndReadAll(sql);
	for (const row of result.getRows())
		console.log(row.join(' '));
}

main();
