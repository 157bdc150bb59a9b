// Read a calendar with a library for JavaScript and print its events as JSON, by UID.
// node readers.mjs LIBRARY MODULES FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const [library, modules, file] = process.argv.slice(2);
const load = createRequire(`${modules}/`);
const text = readFileSync(file, "utf8");

const day = (date) => date.toISOString().slice(0, 10);
const moment = (date) => `${date.toISOString().slice(0, 19)}Z`;
const UNITS = { weeks: 604800, days: 86400, hours: 3600, minutes: 60, seconds: 1 };

const seconds = (duration) => {
  const [, sign, weeks, days, hours, minutes, rest] =
    /^([+-]?)P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/.exec(duration);
  const parts = { weeks, days, hours, minutes, seconds: rest };
  const total = Object.entries(UNITS).reduce((sum, [unit, size]) => sum + size * Number(parts[unit] ?? 0), 0);
  return sign === "-" ? -total : total;
};

const readers = {
  "ical.js": () => {
    const ICAL = load("ical.js");
    const calendar = new ICAL.Component(ICAL.parse(text));
    const said = (time) => (time.isDate ? time.toString() : moment(time.toJSDate()));
    return calendar.getAllSubcomponents("vevent").map((event) => {
      const value = (name) => event.getFirstPropertyValue(name);
      return {
        uid: value("uid"),
        summary: value("summary"),
        description: value("description"),
        location: value("location") ?? "",
        start: said(value("dtstart")),
        end: said(value("dtend")),
        alarms: event.getAllSubcomponents("valarm").map((alarm) => alarm.getFirstPropertyValue("trigger").toSeconds()),
      };
    });
  },

  "node-ical": () => {
    const found = load("node-ical").sync.parseICS(text);
    const said = (date) => (date.dateOnly ? day(date) : moment(date));
    return Object.values(found)
      .filter((part) => part.type === "VEVENT")
      .map(({ uid, summary, description, location = "", start, end, alarms = [] }) => ({
        uid,
        summary,
        description,
        location,
        start: said(start),
        end: said(end),
        alarms: alarms.map((alarm) => seconds(alarm.trigger)),
      }));
  },

  "ts-ics": () => {
    const calendar = load("ts-ics").convertIcsCalendar(undefined, text);
    const said = (time) => (time.type === "DATE" ? day(time.date) : moment(time.date));
    const offset = ({ before = false, ...parts }) => {
      const total = Object.entries(parts).reduce((sum, [unit, count]) => sum + UNITS[unit] * count, 0);
      return before ? -total : total;
    };
    return calendar.events.map(({ uid, summary, description, location = "", start, end, alarms = [] }) => ({
      uid,
      summary,
      description,
      location,
      start: said(start),
      end: said(end),
      alarms: alarms.map((alarm) => offset(alarm.trigger.value)),
    }));
  },
};

console.log(JSON.stringify(Object.fromEntries(readers[library]().map(({ uid, ...event }) => [uid, event]))));
