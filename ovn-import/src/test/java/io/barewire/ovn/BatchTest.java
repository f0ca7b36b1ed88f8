package io.barewire.ovn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.barewire.ovn.ovsdb.DatabaseSchema;
import io.barewire.ovn.ovsdb.Endpoint;
import io.barewire.ovn.ovsdb.Mirror;
import io.barewire.ovn.ovsdb.Operation;
import io.barewire.ovn.ovsdb.OperationResult;
import io.barewire.ovn.ovsdb.OvsdbClient;
import io.barewire.ovn.ovsdb.OvsdbConfig;
import io.barewire.ovn.ovsdb.OvsdbListener;
import io.barewire.ovn.ovsdb.Row;
import io.barewire.ovn.ovsdb.RowChange;
import io.barewire.ovn.ovsdb.TransactOutcome;
import io.barewire.testkit.ovsdb.OvsdbTestServer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a batch does to rows that somebody changed since it was made.
@Tag("ovn")
@Timeout(60)
class BatchTest {
    private static final GatewayRouter ROUTER = GatewayRouter.ofDefaultNetwork("n1");
    private static final String PREFIX = "10.244.1.0/24";
    private static final String ROW = PREFIX + " 172.18.0.3 rtoe-GR_n1 ";

    private final OvsdbTestServer server = OvsdbTestServer.running();
    private final Nb nb = new Nb(server);

    private static final class Connected implements OvsdbListener {
        final CountDownLatch at = new CountDownLatch(1);

        @Override
        public void connected(Endpoint endpoint, DatabaseSchema schema, Mirror mirror) {
            at.countDown();
        }

        @Override
        public void changed(List<RowChange> changes) {}

        @Override
        public void disconnected(String reason) {}
    }

    /// Our row is to go, and goes unless somebody's change came first.
    private List<String> rowsAfterDeletion(Consumer<Nb> somebody, Class<? extends TransactOutcome> expected)
            throws Exception {
        return rowsAfter(RowEdit.Delete::new, somebody, expected);
    }

    private List<String> rowsAfter(
            Function<UUID, RowEdit> edit, Consumer<Nb> somebody, Class<? extends TransactOutcome> expected)
            throws Exception {
        Connected connected = new Connected();
        OvsdbConfig config = OvsdbConfig.of(List.of(Endpoint.parse(server.endpoint())), Northbound.DATABASE, List.of());
        try (server;
                OvsdbClient client = OvsdbClient.start(config, connected)) {
            connected.at.await();
            nb.addRouter("GR_n1");
            nb.addRoute("GR_n1", PREFIX, "172.18.0.3", OvnConfig.DEFAULT_OWNER);
            Batch batch = new Batch(OvnConfig.DEFAULT_OWNER, false);
            batch.add(
                    ROUTER,
                    only(client, Northbound.LOGICAL_ROUTER),
                    List.of(edit.apply(only(client, Northbound.STATIC_ROUTE))));
            somebody.accept(nb);
            assertInstanceOf(expected, outcome(client, batch.operations()));
            return nb.routes();
        }
    }

    private static TransactOutcome outcome(OvsdbClient client, List<Operation> operations) throws Exception {
        return client.transact(operations).get(30, TimeUnit.SECONDS);
    }

    private static UUID only(OvsdbClient client, String table) throws Exception {
        TransactOutcome outcome = outcome(client, List.of(new Operation.Select(table, List.of(), List.of())));
        List<Row> rows = ((OperationResult.Rows)
                        ((TransactOutcome.Committed) outcome).results().getFirst())
                .rows();
        assertEquals(1, rows.size());
        return rows.getFirst().uuid();
    }

    @Test
    void aRowOfOursGoes() throws Exception {
        assertEquals(List.of(), rowsAfterDeletion(_ -> {}, TransactOutcome.Committed.class));
    }

    @Test
    void aRowThatSomebodyMadeTheirsStaysAndTheBatchIsRefused() throws Exception {
        assertEquals(
                List.of(ROW + "Somebody"),
                rowsAfterDeletion(nb -> nb.give(PREFIX, "Somebody"), TransactOutcome.Aborted.class));
    }

    @Test
    void aRowWithoutAnOwnerStaysToo() throws Exception {
        assertEquals(List.of(ROW.strip()), rowsAfterDeletion(nb -> nb.disown(PREFIX), TransactOutcome.Aborted.class));
    }

    @Test
    void aRowThatIsGoneIsNoObstacle() throws Exception {
        assertEquals(List.of(), rowsAfterDeletion(nb -> nb.emptyRouter("GR_n1"), TransactOutcome.Committed.class));
    }

    /// The mirror shows what somebody made of it, and the book decides anew.
    @Test
    void aColumnThatIsNotChangedStaysAsSomebodyMadeIt() throws Exception {
        assertEquals(
                List.of(PREFIX + " 172.18.0.9 rtoj-GR_n1 " + OvnConfig.DEFAULT_OWNER),
                rowsAfter(
                        row -> new RowEdit.Update(route(row, "rtoe-GR_n1"), route(row, "rtoj-GR_n1")),
                        nb -> nb.redirect(PREFIX, "172.18.0.9"),
                        TransactOutcome.Committed.class));
    }

    private static StaticRoute route(UUID row, String port) {
        return StaticRoute.of(
                row, PREFIX, "172.18.0.3", Optional.of(port), OvnConfig.DEFAULT_OWNER, "", "", Optional.empty());
    }
}
