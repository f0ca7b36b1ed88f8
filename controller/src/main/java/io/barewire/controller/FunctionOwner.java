package io.barewire.controller;

import io.barewire.controller.managed.Owner;
import io.barewire.controller.owner.ClusterFunction;
import io.barewire.controller.owner.ManagerLease;
import io.barewire.controller.owner.Mode;
import io.barewire.controller.owner.Stance;
import io.barewire.controller.owner.Stance.Hand;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whose one function is, by what is wished and what is seen of OVN-Kubernetes' cluster manager. For one thread.
final class FunctionOwner implements Owner {
    private static final Logger LOG = LoggerFactory.getLogger(FunctionOwner.class);

    /// A cluster manager that does something begins at its start, or when an object changes.
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ClusterFunction function;
    private final Mode mode;
    private final ManagerLease manager;
    private final InstantSource clock;
    private Optional<Instant> lackingSince = Optional.empty();
    private Optional<Stance> last = Optional.empty();

    FunctionOwner(ClusterFunction function, Mode mode, ManagerLease manager, InstantSource clock) {
        this.function = function;
        this.mode = mode;
        this.manager = manager;
        this.clock = clock;
    }

    @Override
    public Stance stance(Hand hand, boolean lacking, boolean configured) {
        Instant now = clock.instant();
        lackingSince = lacking ? lackingSince.or(() -> Optional.of(now)) : Optional.empty();
        boolean leftAlone = lackingSince
                .filter(since -> !now.isBefore(since.plus(PATIENCE)))
                .isPresent();
        Stance stance = Stance.of(mode, manager.held(), configured, hand, leftAlone);
        if (last.filter(stance::equals).isEmpty()) {
            LOG.info(
                    "{}: {}",
                    function.word(),
                    switch (stance) {
                        case ACT -> "done here";
                        case WATCH ->
                            "watched: "
                                    + (mode == Mode.REPORT
                                            ? "as it is wished"
                                            : "OVN-Kubernetes does it, or did by an ovnkube.conf not seen");
                        case OFF -> "off";
                    });
            last = Optional.of(stance);
        }
        return stance;
    }
}
