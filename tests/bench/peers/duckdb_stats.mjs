// duckdb_stats FILE THREADS KEY - what `chz-stats --by KEY -n 0` counts, by
// DuckDB; KEY is stream_id, user_id or user.  Prints the key, messages, users,
// nicknames, donations and their sum: tab separated, in no order.
import { DuckDBInstance } from '@duckdb/node-api';

const [file, threads, key] = process.argv.slice(2);
const db = await DuckDBInstance.create(':memory:', { threads });
const connection = await db.connect();
const distinct = (of) => (of === key ? '0' : `count(DISTINCT "${of}")`);
const result = await connection.runAndReadAll(`
	SELECT "${key}", count(*) FILTER (type = 'chat') AS messages,
	    ${distinct('user_id')} AS users, ${distinct('user')} AS nicknames,
	    count(*) FILTER (type = 'donation') AS donations,
	    coalesce(sum(amount) FILTER (type = 'donation'), 0) AS amount,
	    min(coalesce(sent_at, received_at)) AS first,
	    max(coalesce(sent_at, received_at)) AS last
	FROM read_json('${file}', format = 'newline_delimited', columns =
	    {type: 'VARCHAR', stream_id: 'VARCHAR', user_id: 'VARCHAR',
	    user: 'VARCHAR', amount: 'BIGINT', sent_at: 'TIMESTAMP',
	    received_at: 'TIMESTAMP'})
	WHERE type IN ('chat', 'donation', 'subscription') AND "${key}" <> ''
	GROUP BY ALL`);
process.stdout.write(
    result.getRows().map((r) => r.slice(0, 6).join('\t')).join('\n') + '\n');
