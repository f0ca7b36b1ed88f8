package io.barewire.controller;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.barewire.controller.owner.Functions;
import io.barewire.kubernetes.Selection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a controller follows, by what it is to do.
class FollowedTest {
    private static List<Selection> followed(String functions) throws Exception {
        MemoryServer api = new MemoryServer();
        try (Controller _ = Controller.start(
                new ControllerConfig(
                        "frr",
                        "one",
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        List.of("localhost"),
                        "app=agent",
                        Optional.empty(),
                        Functions.parse(functions),
                        false,
                        SSLContext::getDefaultSSLParameters),
                api,
                InstantSource.system())) {
            return api.followed();
        }
    }

    @Test
    void nothingIsFollowedTwice() throws Exception {
        List<Selection> followed = followed("all=on");
        assertEquals(followed.stream().distinct().toList(), followed);
    }

    private static final String ALWAYS =
            "frrconfigurations frrnodestates nodes pods secrets" + " validatingwebhookconfigurations";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            all=off                      | ''
            all=off,managed-routing=on   | clusteruserdefinednetworks configmaps leases routeadvertisements
            all=off,network-status=on    | clusteruserdefinednetworks configmaps daemonsets egressips egressservices leases namespaces routeadvertisements
            all=off,route-advertisements=report | clusteruserdefinednetworks configmaps egressips leases namespaces network-attachment-definitions routeadvertisements uplinkstates
            """)
    void whatIsOffFollowsNothing(String functions, String more) throws Exception {
        TreeSet<String> expected =
                new TreeSet<>(List.of((ALWAYS + " " + more).strip().split(" ")));
        TreeSet<String> followed = new TreeSet<>();
        followed(functions).forEach(each -> followed.add(each.resource().plural()));
        assertEquals(expected, followed);
    }
}
