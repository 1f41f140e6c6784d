// duckdb_ts FILE THREADS - what `chz-ts -b 60` counts, by DuckDB.
// Prints stream, second, chats, users: tab separated, in no order.
import { DuckDBInstance } from '@duckdb/node-api';

const [file, threads] = process.argv.slice(2);
const db = await DuckDBInstance.create(':memory:', { threads });
const connection = await db.connect();
const result = await connection.runAndReadAll(`
	SELECT stream_id, t_ms // 60000 * 60 AS sec,
	    count(*) AS chats,
	    count(DISTINCT user_id) AS users
	FROM read_json('${file}', format = 'newline_delimited', columns =
	    {type: 'VARCHAR', stream_id: 'VARCHAR', t_ms: 'BIGINT',
	    user_id: 'VARCHAR'})
	WHERE type = 'chat'
	GROUP BY ALL`);
process.stdout.write(result.getRows().map((r) => r.join('\t')).join('\n') + '\n');
