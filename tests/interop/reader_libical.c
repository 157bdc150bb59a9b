/* Read a calendar with libical and print its events; exit 1 if libical finds a fault in it.
 *
 * Each event is a record that ends in 0x1e; its fields end in 0x1f: UID, SUMMARY, DESCRIPTION, LOCATION, start, end,
 * then the seconds of each alarm. */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

static char *content(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text;
    long size;
    if (!file || fseek(file, 0, SEEK_END) || (size = ftell(file)) < 0)
        exit(2);
    rewind(file);
    text = calloc((size_t)size + 1, 1);
    if (!text || fread(text, 1, (size_t)size, file) != (size_t)size)
        exit(2);
    fclose(file);
    return text;
}

static void field(const char *text)
{
    printf("%s\x1f", text ? text : "");
}

static void moment(struct icaltimetype time)
{
    printf("%04d-%02d-%02d", time.year, time.month, time.day);
    if (!time.is_date)
        printf("T%02d:%02d:%02dZ", time.hour, time.minute, time.second);
    putchar('\x1f');
}

static void show(icalcomponent *event)
{
    icaltimezone *utc = icaltimezone_get_utc_timezone();
    struct icaltimetype start = icalcomponent_get_dtstart(event);
    struct icaltimetype end = icalcomponent_get_dtend(event);
    icalcomponent *alarm;

    field(icalcomponent_get_uid(event));
    field(icalcomponent_get_summary(event));
    field(icalcomponent_get_description(event));
    field(icalcomponent_get_location(event));
    moment(start.is_date ? start : icaltime_convert_to_zone(start, utc));
    moment(end.is_date ? end : icaltime_convert_to_zone(end, utc));
    for (alarm = icalcomponent_get_first_component(event, ICAL_VALARM_COMPONENT); alarm;
         alarm = icalcomponent_get_next_component(event, ICAL_VALARM_COMPONENT)) {
        icalproperty *trigger = icalcomponent_get_first_property(alarm, ICAL_TRIGGER_PROPERTY);
        printf("%d\x1f", icaldurationtype_as_int(icalproperty_get_trigger(trigger).duration));
    }
    putchar('\x1e');
}

/* Hold the calendar to the rules for what is published (RFC 5546, 3.2.1), the only ones that libical checks.
 * They ask for a METHOD, an ORGANIZER and a start of each task, which clients need not get: the check gets them. */
static int keeps_the_rules(icalcomponent *calendar)
{
    icalcomponent *entry;

    icalcomponent_set_method(calendar, ICAL_METHOD_PUBLISH);
    for (entry = icalcomponent_get_first_component(calendar, ICAL_ANY_COMPONENT); entry;
         entry = icalcomponent_get_next_component(calendar, ICAL_ANY_COMPONENT)) {
        icalcomponent_kind kind = icalcomponent_isa(entry);
        if (kind == ICAL_VEVENT_COMPONENT || kind == ICAL_VTODO_COMPONENT)
            icalcomponent_add_property(entry, icalproperty_new_organizer("mailto:check@example.org"));
        if (kind == ICAL_VTODO_COMPONENT && !icalcomponent_get_first_property(entry, ICAL_DTSTART_PROPERTY))
            icalcomponent_set_dtstart(entry, icalcomponent_get_due(entry));
    }
    return icalrestriction_check(calendar) && !icalcomponent_count_errors(calendar);
}

int main(int count, char **arguments)
{
    icalcomponent *calendar;
    icalcomponent *event;

    if (count != 2 || !(calendar = icalparser_parse_string(content(arguments[1]))))
        return 2;
    for (event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
         event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
        show(event);
    if (icalcomponent_count_errors(calendar) || !keeps_the_rules(calendar)) {
        fputs(icalcomponent_as_ical_string(calendar), stderr);
        return 1;
    }
    return 0;
}
