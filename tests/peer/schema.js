// Validates records: node schema.js SCHEMA FILE...
// Prints FILE:LINE and why for each line that is no record of the schema, then
// "types" and the types that there were.
const { readFileSync } = require("fs");
const { basename } = require("path");
const Ajv = require("ajv/dist/2020");

const [schemaPath, ...files] = process.argv.slice(2);
const schema = JSON.parse(readFileSync(schemaPath, "utf8"));
const ajv = new Ajv({ strict: true, allErrors: true,
  formats: { "date-time": (text) => !Number.isNaN(Date.parse(text)) } });
const one = ajv.compile(schema);
const seen = new Set();

function validator(type) {
  if (!Object.hasOwn(schema.$defs, type)) return null;
  if (seen.has(type)) return ajv.getSchema(type);
  seen.add(type);
  return ajv.compile({ ...schema.$defs[type], $id: type });
}

function why(line, first) {
  let record;
  try {
    record = JSON.parse(line);
  } catch (error) {
    return error.message;
  }
  const validate = validator(record.type);
  if (!validate) return `no record type ${JSON.stringify(record.type)}`;
  if (!validate(record)) return ajv.errorsText(validate.errors);
  // The whole schema agrees: a record is of exactly one type.
  if (first && !one(record)) return ajv.errorsText(one.errors);
  return null;
}

for (const file of files) {
  const lines = readFileSync(file, "utf8").split("\n");
  if (lines.pop() !== "") console.log(`${basename(file)}: no line end`);
  lines.forEach((line, i) => {
    const wrong = why(line, i < 50);
    if (wrong) console.log(`${basename(file)}:${i + 1}: ${wrong}: ${line}`);
  });
}
console.log("types", [...seen].sort().join(" "));
