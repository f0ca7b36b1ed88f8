package io.barewire.interop;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The daemons that Barewire is tested against. `barewire.daemons` selects some of them.
enum DaemonKind {
    FRR("FRR"),
    BIRD2("BIRD 2"),
    BIRD3("BIRD 3"),
    GOBGP("GoBGP"),
    OPENBGPD("OpenBGPD");

    private final String label;

    DaemonKind(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /// The name of its image and the word for it on the command line.
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Those that this run is about.
    static List<DaemonKind> selected() {
        String chosen = System.getProperty("barewire.daemons", "");
        List<String> ids = Arrays.asList(chosen.split(",", -1));
        return Arrays.stream(values())
                .filter(kind -> chosen.isEmpty() || ids.contains(kind.id()))
                .toList();
    }

    /// Makes it ready in a container on this bridge.
    Daemon start(Bridge bridge) {
        return switch (this) {
            case FRR -> Frr.on(bridge);
            case BIRD2, BIRD3 -> new Bird(this, bridge);
            case GOBGP -> new GoBgp(bridge);
            case OPENBGPD -> new OpenBgpd(bridge);
        };
    }
}
