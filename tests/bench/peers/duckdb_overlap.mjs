// duckdb_overlap FILE THREADS - what chz-jaccard counts, by DuckDB's self-join.
// Prints a, b and how many users they share, sorted.
import { DuckDBInstance } from '@duckdb/node-api';

const [file, threads] = process.argv.slice(2);
const db = await DuckDBInstance.create(':memory:', { threads });
const connection = await db.connect();
const result = await connection.runAndReadAll(`
	WITH seen AS (
		SELECT DISTINCT channel_id AS channel, user_id AS viewer
		FROM read_json('${file}', format = 'newline_delimited', columns =
		    {channel_id: 'VARCHAR', user_id: 'VARCHAR'}))
	SELECT a.channel, b.channel, count(*)
	FROM seen a JOIN seen b
	    ON a.viewer = b.viewer AND a.channel < b.channel
	GROUP BY 1, 2 ORDER BY 1, 2`);
process.stdout.write(result.getRows().map((r) => r.join(' ')).join('\n') + '\n');
