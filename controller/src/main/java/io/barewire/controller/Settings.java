package io.barewire.controller;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.kubernetes.ApiServer;
import io.barewire.kubernetes.Following;
import io.barewire.kubernetes.Resource;
import io.barewire.kubernetes.Selection;
import io.barewire.mesh.Origin;
import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.decode.LineFinder;
import io.barewire.mesh.decode.ObjectDecoder;
import io.barewire.mesh.objects.FrrK8sConfiguration;
import io.barewire.mesh.objects.ObjectKey;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the FRRK8sConfiguration that is for the daemons of a namespace.
public final class Settings {
    private static final Logger LOG = LoggerFactory.getLogger(Settings.class);

    private Settings() {}

    /// @param told by one thread, what it says now; empty when it is gone. One that makes no sense is logged, and
    ///     changes nothing.
    public static Following follow(ApiServer api, String namespace, Consumer<Optional<FrrK8sConfiguration>> told) {
        Mirror.Target target = new Mirror.Target() {
            @Override
            public void put(ObjectKey key, ObjectNode object) {
                switch (ObjectDecoder.decode(object, Origin.NONE, LineFinder.NONE)
                        .getFirst()) {
                    case Decoded.Good(var _, FrrK8sConfiguration settings, var _) -> told.accept(Optional.of(settings));
                    case Decoded other -> other.problems().forEach(problem -> LOG.error("{}", problem));
                }
            }

            @Override
            public void remove(ObjectKey key) {
                told.accept(Optional.empty());
            }
        };
        return api.follow(
                Selection.in(Resource.FRR_K8S_CONFIGURATIONS, namespace).named(FrrK8sConfiguration.NAME),
                new Mirror("FRRK8sConfigurations", target, () -> {}));
    }
}
