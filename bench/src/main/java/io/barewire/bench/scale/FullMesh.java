package io.barewire.bench.scale;

/// Every node has a session with every other and tells it its own subnet. Whoever starts later begins the session.
final class FullMesh {
    private FullMesh() {}

    static Outcome run(Machines machines) {
        int[] order = machines.inOrderOfStart();
        long[] up = new long[order.length];
        for (int later = 1; later < order.length; later++) {
            int one = order[later];
            for (int earlier = 0; earlier < later; earlier++) {
                up[earlier] = machines.session(one, order[earlier], machines.start(one));
            }
            machines.builds(one, up[0]);
            for (int earlier = 0; earlier < later; earlier++) {
                int other = order[earlier];
                machines.news(machines.receives(other, machines.writes(one, up[earlier])));
                machines.builds(other, up[earlier]);
                machines.news(machines.receives(one, machines.writes(other, up[earlier])));
            }
        }
        return machines.outcome("full-mesh");
    }
}
