// Prints what gift-pegjs reads in a GIFT file, as JSON.
const { parse } = require(process.argv[2]);
const source = require("fs").readFileSync(process.argv[3], "utf8");
process.stdout.write(JSON.stringify(parse(source)));
