package io.barewire.interop;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ExtensionContext;

/// All of the tests of one JVM: they share a bridge, a container for each daemon, and the matrix, which is written when
/// the last of them has ended.
final class Run implements AutoCloseable {
    private final Matrix matrix = new Matrix();
    private final Map<DaemonKind, Daemon> daemons = new EnumMap<>(DaemonKind.class);
    private final Bridge bridge = Bridge.create();
    private Optional<Frr> bystander = Optional.empty();

    private Run() {}

    static Run of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Run.class))
                .computeIfAbsent(Run.class, _ -> new Run(), Run.class);
    }

    Matrix matrix() {
        return matrix;
    }

    /// Its container, started when first asked for.
    Daemon daemon(DaemonKind kind) {
        return daemons.computeIfAbsent(kind, absent -> absent.start(bridge));
    }

    /// One more FRR, for scenarios with two peers.
    Frr startBystander() {
        if (bystander.isEmpty()) {
            bystander = Optional.of(Frr.on(bridge));
        }
        return bystander.get();
    }

    /// Does this to the bystander if there is one.
    void bystander(Consumer<Frr> action) {
        bystander.ifPresent(action);
    }

    @Override
    public void close() {
        bystander.ifPresent(Daemon::close);
        daemons.values().forEach(Daemon::close);
        bridge.close();
        matrix.write();
    }
}
