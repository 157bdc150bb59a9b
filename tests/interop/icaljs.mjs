// Read calendar files with ical.js and print what it shows of each event, one JSON array per file.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [library, ...files] = process.argv.slice(2);
const { default: ICAL } = await import(pathToFileURL(library).href);
for (const file of files) {
  const calendar = new ICAL.Component(ICAL.parse(readFileSync(file, "utf8")));
  const events = calendar.getAllSubcomponents("vevent").map((event) =>
    Object.fromEntries(
      ["uid", "summary", "description", "location"].map((name) => [name, event.getFirstPropertyValue(name)]),
    ),
  );
  console.log(JSON.stringify(events));
}
