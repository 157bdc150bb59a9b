// Commands for the calendar of Thunderbird, run inside it.
const { cal } = ChromeUtils.importESModule("resource:///modules/calendar/calUtils.sys.mjs");
const { CalendarFileImporter } = ChromeUtils.importESModule("resource:///modules/CalendarFileImporter.sys.mjs");

const named = (name) => cal.manager.getCalendars().find((calendar) => calendar.name === name);

const add = (name, type, address) => {
  const calendar = cal.manager.createCalendar(type, Services.io.newURI(address));
  calendar.name = name;
  cal.manager.registerCalendar(calendar);
  return calendar;
};

const refreshed = (calendar) =>
  new Promise((resolve, reject) => {
    const nothing = () => {};
    const observer = {
      QueryInterface: ChromeUtils.generateQI(["calIObserver"]),
      onLoad() {
        calendar.removeObserver(observer);
        resolve(null);
      },
      onError(_, number, message) {
        calendar.removeObserver(observer);
        reject(new Error(`${number} ${message}`));
      },
      onStartBatch: nothing,
      onEndBatch: nothing,
      onAddItem: nothing,
      onModifyItem: nothing,
      onDeleteItem: nothing,
      onPropertyChanged: nothing,
      onPropertyDeleting: nothing,
    };
    calendar.addObserver(observer);
    calendar.refresh();
  });

const said = (time) => {
  const day = (each) => [each.year, each.month + 1, each.day].map((n) => String(n).padStart(2, "0")).join("-");
  if (time.isDate) {
    return day(time);
  }
  const utc = time.getInTimezone(cal.dtz.UTC);
  return `${day(utc)}T${[utc.hour, utc.minute, utc.second].map((n) => String(n).padStart(2, "0")).join(":")}Z`;
};

const commands = {
  // What the Import tab does: read the file, then add its entries until one is refused.
  async import(name, path) {
    const target = named(name) || add(name, "storage", "moz-storage-calendar://");
    const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
    file.initWithPath(path);
    const importer = new CalendarFileImporter();
    const items = await importer.parseIcsFile(file);
    try {
      await importer.startImport(items, target);
    } catch (error) {
      return error.message;
    }
    return null;
  },

  async subscribe(name, address) {
    return refreshed(add(name, "ics", address));
  },

  async refresh(name) {
    return refreshed(named(name));
  },

  async shown(name) {
    const found = await named(name).getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
    const entry = (item) => ({
      summary: item.title,
      description: item.descriptionText,
      location: item.getProperty("LOCATION") ?? "",
      start: said(item.startDate),
      end: said(item.endDate),
      alarms: item.getAlarms().map((alarm) => alarm.offset.inSeconds),
    });
    return Object.fromEntries(found.map((item) => [item.id, entry(item)]));
  },

  // When the alarms ring, on the clock of the reader.
  async rings(name) {
    const found = await named(name).getItemsAsArray(Ci.calICalendar.ITEM_FILTER_ALL_ITEMS, 0, null, null);
    const moments = (item) => item.getAlarms().map((alarm) => cal.alarms.calculateAlarmDate(item, alarm));
    const local = (moment) => moment.getInTimezone(cal.dtz.defaultTimezone).toString().slice(0, 19);
    return Object.fromEntries(found.map((item) => [item.id, moments(item).map(local)]));
  },
};

const [command, parameters, resolve] = arguments;
commands[command](...parameters).then(
  (value) => resolve({ value }),
  (error) => resolve({ error: `${error}\n${error.stack}` }),
);
