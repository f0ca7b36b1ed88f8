package io.barewire.daemon.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.barewire.bfd.BfdPath;
import io.barewire.bfd.BfdSessionStatus;
import io.barewire.bfd.BfdStatus;
import io.barewire.daemon.show.Examples;
import io.barewire.speaker.SpeakerStatus;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class AgentMetricsTest {
    private static final AgentSample SAMPLE = new AgentSample(
            "worker-9",
            "1.2.3",
            Examples.NOW,
            false,
            true,
            Examples.PROBLEMS,
            new Rounds(7, 2, true, true),
            0,
            List.of(new InstanceSample(
                    "default", Optional.of(Examples.SPEAKER), Optional.of(Examples.TOTALS), Optional.empty())),
            Optional.of(Examples.OVN),
            Optional.of(Examples.SNAT));

    private static String scrape(AgentSample sample) {
        try (AgentMetrics metrics = new AgentMetrics(() -> sample)) {
            return metrics.scrape();
        }
    }

    private static Set<String> names(String text, String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aScrapeSaysWhatTheSampleSays() {
        List<String> lines = scrape(SAMPLE).lines().toList();
        for (String line : """
            barewire_agent{node="worker-9",version="1.2.3"} 1.0
            barewire_bfd_dropped_total{reason="no session with its sender"} 4.0
            barewire_bfd_send_failures_total{peer="192.0.2.1",vrf="default"} 2.0
            barewire_condition_announced{condition="anycast",vrf="default"} 0.0
            barewire_condition_announced{condition="tunnel",vrf="default"} 1.0
            barewire_configured 1.0
            barewire_converged{vrf="default"} 1.0
            barewire_fib_changes_total{operation="add",vrf="default"} 5.0
            barewire_fib_routes{state="refused",vrf="default"} 1.0
            barewire_manifest_problems{severity="error"} 1.0
            barewire_manifest_problems{severity="warning"} 0.0
            barewire_ovn_connected 1.0
            barewire_ovn_effective_seconds_bucket{le="0.025"} 2
            barewire_ovn_effective_seconds_count 3
            barewire_ovn_prefixes{router="GR_worker-9",state="differ"} 1.0
            barewire_ovn_repairs_total{router="GR_worker-9"} 5.0
            barewire_ovn_router_present{router="GR_worker-9"} 1.0
            barewire_ovn_rows_total{operation="insert"} 12.0
            barewire_ovn_transactions_total{outcome="committed"} 9.0
            barewire_peer_established_total{peer="2001:db8::2",vrf="default"} 2.0
            barewire_peer_kept_down{peer="2001:db8::2",vrf="default"} 0.0
            barewire_peer_lost_total{peer="2001:db8::2",vrf="default"} 2.0
            barewire_peer_messages_total{direction="in",peer="192.0.2.1",type="update",vrf="default"} 4.0
            barewire_peer_prefixes{family="ipv4",kind="denied",peer="192.0.2.1",vrf="default"} 1.0
            barewire_peer_prefixes{family="ipv6",kind="received",peer="2001:db8::2",vrf="default"} 0.0
            barewire_peer_state{peer="2001:db8::2",vrf="default"} 2.0
            barewire_peer_up{peer="192.0.2.1",vrf="default"} 1.0
            barewire_peer_up{peer="2001:db8::2",vrf="default"} 0.0
            barewire_ready 0.0
            barewire_rib_prefixes{family="ipv4",vrf="default"} 3.0
            barewire_thread_failures_total 0.0
            frrk8s_bgp_announced_prefixes_total{peer="192.0.2.1",vrf="default"} 1.0
            frrk8s_bgp_session_up{peer="2001:db8::2",vrf="default"} 0.0
            frrk8s_bgp_updates_total{peer="192.0.2.1",vrf="default"} 2.0
            frrk8s_bgp_updates_total_received{peer="192.0.2.1",vrf="default"} 4.0
            frrk8s_k8s_client_update_errors_total 2.0
            frrk8s_k8s_client_updates_total 7.0
            frrk8s_k8s_client_config_loaded_bool 1.0
            frrk8s_k8s_client_config_stale_bool 1.0
            frrk8s_bfd_control_packet_input{peer="192.0.2.1",vrf="default"} 1201.0
            frrk8s_bfd_echo_packet_output{peer="192.0.2.1",vrf="default"} 21.0
            frrk8s_bfd_session_down_events{peer="2001:db8::2",vrf="red"} 2.0
            frrk8s_bfd_session_up{peer="192.0.2.1",vrf="default"} 1.0
            frrk8s_bfd_session_up{peer="2001:db8::2",vrf="red"} 0.0
            frrk8s_bfd_zebra_notifications{peer="2001:db8::2",vrf="red"} 4.0
            """.lines().toList()) {
            assertTrue(lines.contains(line), () -> line + " is not in\n" + String.join("\n", lines));
        }
    }

    private static SpeakerStatus with(BfdStatus bfd) {
        SpeakerStatus all = Examples.SPEAKER;
        return new SpeakerStatus(
                all.localAs(),
                all.bgpIdentifier(),
                all.listening(),
                all.startedAt(),
                all.converged(),
                all.prefixes(),
                all.peers(),
                all.conditions(),
                bfd);
    }

    /// A switch may have one link-local address on all its ports.
    @Test
    void unnumberedPeersWithOneAddressDifferByTheirInterface() {
        BfdStatus bfd = new BfdStatus(
                Examples.BFD.scheduling(), List.of(unnumbered("eth1"), unnumbered("eth2")), Examples.BFD.dropped());
        String text = scrape(new AgentSample(
                "worker-9",
                "1.2.3",
                Examples.NOW,
                true,
                true,
                List.of(),
                Rounds.NONE,
                0,
                List.of(new InstanceSample("default", Optional.of(with(bfd)), Optional.empty(), Optional.empty())),
                Optional.empty(),
                Optional.empty()));
        assertTrue(text.contains("frrk8s_bfd_session_up{peer=\"eth1\",vrf=\"default\"} 1.0\n"), text);
        assertTrue(text.contains("frrk8s_bfd_session_up{peer=\"eth2\",vrf=\"default\"} 1.0\n"), text);
    }

    private static BfdSessionStatus unnumbered(String interfaceName) {
        BfdSessionStatus like = Examples.BFD.sessions().getFirst();
        return new BfdSessionStatus(
                new BfdPath(
                        IpAddress.parse("fe80::1"),
                        Optional.empty(),
                        Optional.of(interfaceName),
                        Optional.empty(),
                        false),
                like.profile(),
                like.state(),
                like.remoteState(),
                like.diagnostic(),
                like.remoteDiagnostic(),
                like.sinceChange(),
                like.discriminator(),
                like.remoteDiscriminator(),
                like.remoteControlPlaneIndependent(),
                like.local(),
                like.remote(),
                like.transmitInterval(),
                like.detectionTime(),
                like.echoActive(),
                like.counts(),
                like.problem());
    }

    /// Whatever the instance, a peer is called by its address alone, as frr-k8s does.
    @Test
    void instancesDifferByTheirVrf() {
        InstanceSample red =
                new InstanceSample("red", Optional.of(with(BfdStatus.NONE)), Optional.empty(), Optional.empty());
        InstanceSample first = SAMPLE.instances().getFirst();
        String text = scrape(new AgentSample(
                "worker-9",
                "1.2.3",
                Examples.NOW,
                false,
                true,
                List.of(),
                Rounds.NONE,
                0,
                List.of(first, red),
                Optional.empty(),
                Optional.empty()));
        assertTrue(text.contains("barewire_peer_up{peer=\"192.0.2.1\",vrf=\"default\"} 1.0\n"), text);
        assertTrue(text.contains("barewire_peer_up{peer=\"192.0.2.1\",vrf=\"red\"} 1.0\n"), text);
        assertTrue(text.contains("barewire_converged{vrf=\"red\"} 1.0\n"), text);
        assertFalse(text.contains("barewire_fib_converged{vrf=\"red\"}"), text);
    }

    @Test
    void everyMetricHasHelp() {
        String text = scrape(SAMPLE);
        assertEquals(names(text, "(?<=^# TYPE )\\S+"), names(text, "(?<=^# HELP )\\S+"));
    }

    @Test
    void theDocumentationListsExactlyWhatIsServed() throws IOException {
        Set<String> served = names(scrape(SAMPLE), "(?<=^# TYPE )(?:barewire|frrk8s)_\\S+");
        Set<String> documented =
                names(Files.readString(Path.of("../docs/metrics.md")), "(?<=^\\| `)(?:barewire|frrk8s)_\\w+");
        assertEquals(documented, served);
    }

    @Test
    void beforeConfigurationThereAreNoneOfTheSpeaker() {
        String text = scrape(new AgentSample(
                "worker-9",
                "1.2.3",
                Examples.NOW,
                false,
                false,
                List.of(),
                Rounds.NONE,
                0,
                List.of(),
                Optional.empty(),
                Optional.empty()));
        assertTrue(text.contains("barewire_configured 0.0\n"), text);
        assertFalse(text.contains("barewire_peer_up"), text);
    }

    @Test
    void memoryAndProcessorAreThere() {
        String text = scrape(SAMPLE);
        assertTrue(text.contains("jvm_memory_used_bytes{"), text);
        assertTrue(text.contains("process_cpu_usage"), text);
    }
}
