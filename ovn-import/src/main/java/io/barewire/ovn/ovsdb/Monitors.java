package io.barewire.ovn.ovsdb;

import io.barewire.ovn.ovsdb.MonitorRequest.Told;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// What is asked to be told of the mirrored tables: `<monitor-cond-requests>` of ovsdb-server(7), 4.1.12.
///
/// @param newRows which new rows need not be told
record Monitors(List<MonitoredTable> tables, NewRows newRows, DatabaseSchema schema) {
    /// Everything but changes of names.
    void writeData(RepeatingGenerator out) throws IOException {
        out.writeStartObject();
        for (MonitoredTable table : tables) {
            MonitorRequest.write(table.table(), data(table), out);
        }
        out.writeEndObject();
    }

    private List<MonitorRequest> data(MonitoredTable table) {
        List<String> columns = new ArrayList<>(SchemaCheck.columns(table, schema));
        List<String> naming = newRows.namingColumns(table.table());
        Told told = newRows.areTold(table.table()) ? Told.ALL : Told.ALL_BUT_NEW;
        List<MonitorRequest> requests = new ArrayList<>();
        columns.removeAll(naming);
        if (!columns.isEmpty()) {
            requests.add(new MonitorRequest(columns, table.where(), told));
        }
        if (!naming.isEmpty()) {
            requests.add(new MonitorRequest(naming, List.of(), Told.ALL_BUT_CHANGES));
        }
        return requests;
    }

    /// Changes of names, which have a monitor of their own, because that can be silent while the other one is not.
    void writeNames(RepeatingGenerator out) throws IOException {
        out.writeStartObject();
        for (MonitoredTable table : tables) {
            List<String> columns = newRows.namingColumns(table.table());
            if (!columns.isEmpty()) {
                MonitorRequest.write(table.table(), List.of(new MonitorRequest(columns, List.of(), Told.CHANGES)), out);
            }
        }
        out.writeEndObject();
    }
}
