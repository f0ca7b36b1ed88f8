package io.barewire.ovn.ovsdb;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// A listener that keeps what it is told, and a copy of the mirror as it was at the last word.
final class Recorder implements OvsdbListener {
    private final List<String> connections = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final Map<String, Boolean> locks = new LinkedHashMap<>();
    private final Map<String, Map<UUID, Row>> copy = new LinkedHashMap<>();
    private final List<String> tables;
    private boolean connected;
    private int changes;

    Recorder(List<MonitoredTable> tables) {
        this.tables = tables.stream().map(MonitoredTable::table).toList();
    }

    @Override
    public synchronized void connected(Endpoint endpoint, DatabaseSchema schema, Mirror mirror) {
        connections.add(endpoint.toString());
        connected = true;
        copy.clear();
        for (String table : tables) {
            mirror.rows(table).forEach(row -> copyOf(table).put(row.uuid(), row));
        }
    }

    /// Follows the changes by itself, so that it shows whether they tell all.
    @Override
    public synchronized void changed(List<RowChange> changed) {
        for (RowChange change : changed) {
            Map<UUID, Row> rows = copyOf(change.table());
            Row before = change.after().isPresent()
                    ? rows.put(change.uuid(), change.after().get())
                    : rows.remove(change.uuid());
            if (!Objects.equals(before, change.before().orElse(null))) {
                reasons.add("a change from " + change.before() + " where there was " + before);
            }
            changes++;
        }
    }

    @Override
    public synchronized void disconnected(String reason) {
        connected = false;
        reasons.add(reason);
    }

    @Override
    public synchronized void lock(String name, boolean held) {
        locks.put(name, held);
    }

    private Map<UUID, Row> copyOf(String table) {
        return copy.computeIfAbsent(table, _ -> new LinkedHashMap<>());
    }

    synchronized List<Row> rows(String table) {
        return new ArrayList<>(copyOf(table).values());
    }

    synchronized boolean isConnected() {
        return connected;
    }

    synchronized List<String> connections() {
        return List.copyOf(connections);
    }

    synchronized List<String> reasons() {
        return List.copyOf(reasons);
    }

    synchronized boolean holds(String lock) {
        return locks.getOrDefault(lock, false);
    }

    synchronized int changes() {
        return changes;
    }

    void awaitConnected() {
        until(this::isConnected);
    }

    void awaitDisconnected() {
        until(() -> !isConnected());
    }

    void awaitReason(String part) {
        until(() -> reasons().stream().anyMatch(reason -> reason.contains(part)));
    }

    void until(BooleanSupplier condition) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(5))
                .conditionEvaluationListener(_ -> {})
                .untilAsserted(() -> {
                    if (!condition.getAsBoolean()) {
                        List<String> told = reasons();
                        throw new AssertionError("not yet; told last: "
                                + told.subList(Math.max(0, told.size() - 4), told.size()) + " " + connections());
                    }
                });
    }
}
