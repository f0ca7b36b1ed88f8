package io.barewire.ovn.ovsdb;

import java.io.IOException;
import java.util.List;

/// What a monitor is to tell of some columns of a table: `<monitor-cond-request>` of ovsdb-server(7), 4.1.12.
///
/// @param where as [MonitoredTable#where]
record MonitorRequest(List<String> columns, List<Condition> where, Told told) {
    /// Of what happens to a row (RFC 7047 §4.1.5 `<monitor-select>`).
    enum Told {
        ALL,
        ALL_BUT_NEW,
        ALL_BUT_CHANGES,
        CHANGES
    }

    void write(RepeatingGenerator out) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("columns");
        for (String column : columns) {
            out.writeString(column);
        }
        out.writeEndArray();
        if (!where.isEmpty()) {
            out.writeFieldName("where");
            ValueCodec.writeConditions(where, out);
        }
        if (told != Told.ALL) {
            out.writeObjectFieldStart("select");
            out.writeBooleanField("initial", told != Told.CHANGES);
            out.writeBooleanField("insert", told == Told.ALL_BUT_CHANGES);
            out.writeBooleanField("delete", told != Told.CHANGES);
            out.writeBooleanField("modify", told != Told.ALL_BUT_CHANGES);
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    static void write(String table, List<MonitorRequest> requests, RepeatingGenerator out) throws IOException {
        out.writeArrayFieldStart(table);
        for (MonitorRequest request : requests) {
            request.write(out);
        }
        out.writeEndArray();
    }

    /// `<monitor-cond-update-request>` (4.1.13).
    ///
    /// @param where empty: all rows
    static void writeChange(String table, List<Condition> where, RepeatingGenerator out) throws IOException {
        out.writeArrayFieldStart(table);
        out.writeStartObject();
        out.writeFieldName("where");
        if (where.isEmpty()) {
            out.writeStartArray();
            out.writeBoolean(true);
            out.writeEndArray();
        } else {
            ValueCodec.writeConditions(where, out);
        }
        out.writeEndObject();
        out.writeEndArray();
    }
}
