package io.barewire.mesh.decode;

import io.barewire.mesh.Origin;
import io.barewire.mesh.Problem;
import io.barewire.mesh.Problem.Severity;
import io.barewire.mesh.decode.IniFile.Entry;
import io.barewire.mesh.objects.ClusterSubnet;
import io.barewire.mesh.objects.ObjectId;
import io.barewire.mesh.objects.ObjectKey;
import io.barewire.mesh.objects.OvnKubeConfig;
import io.barewire.mesh.objects.OvnKubeConfig.Routing;
import io.barewire.mesh.objects.OvnKubeConfig.Topology;
import io.barewire.mesh.objects.OvnKubeConfig.Transport;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;

/// Reads `ovnkube.conf`: the settings of the default network's transport and of the managed mesh, out of the many
/// that OVN-Kubernetes has. The enhancement proposal spelled some of them otherwise than the released software;
/// both spellings are understood.
public final class OvnKubeConfigDecoder {
    /// The name of the file, and of the key in a ConfigMap.
    public static final String FILE_NAME = "ovnkube.conf";

    private static final String DEFAULT = "default";
    private static final String NO_OVERLAY = "no-overlay";
    private static final String BGP_MANAGED = "bgp-managed";

    /// Sections of ours, each with all its keys; `[default]` has many more that concern others.
    private static final Map<String, Set<String>> KEYS = Map.of(
            NO_OVERLAY, Set.of("outbound-snat", "routing"),
            BGP_MANAGED, Set.of("as-number", "topology", "frr-namespace"));

    private static final Set<Long> RESERVED_AS_NUMBERS = Set.of(0L, 23456L, 65535L, 4294967295L);
    private static final String DEFAULT_CLUSTER_SUBNETS = "10.128.0.0/14/23";
    private static final String DEFAULT_SERVICE_SUBNETS = "172.16.1.0/24";
    private static final int HOST_SUBNET_IPV4 = 24;
    private static final int HOST_SUBNET_IPV6 = 64;

    private final Faults faults;
    private final FieldPath at;
    private final Map<String, Entry> entries = new HashMap<>();

    private OvnKubeConfigDecoder(FieldPath at, Faults faults) {
        this.at = at;
        this.faults = faults;
    }

    /// Decodes the file itself.
    public static Decoded decodeFile(String text, String fileName) {
        ObjectId id = new ObjectId(FILE_NAME, new ObjectKey("", fileName));
        Origin origin = new Origin(fileName, 0);
        Faults faults = new Faults(origin, "", LineFinder.NONE);
        return decode(text, new FieldPath.Root(), faults)
                .<Decoded>map(config -> new Decoded.Good(id, config, faults.problems()))
                .orElseGet(() -> new Decoded.Broken(id, origin, faults.problems()));
    }

    /// Decodes the text that stands in field `at` of a ConfigMap, or in a file when `at` is the root.
    static Optional<OvnKubeConfig> decode(String text, FieldPath at, Faults faults) {
        OvnKubeConfigDecoder decoder = new OvnKubeConfigDecoder(at, faults);
        decoder.index(IniFile.parse(text));
        return decoder.config();
    }

    private void index(IniFile file) {
        for (int line : file.badLines()) {
            report(Severity.ERROR, line, "", "neither [section] nor key = value inside a section", "");
        }
        for (Entry entry : file.entries()) {
            String section = entry.section().equals("bgp.managed") ? BGP_MANAGED : entry.section();
            Set<String> keys = KEYS.getOrDefault(section, Set.of());
            if (!keys.isEmpty() && !keys.contains(entry.key())) {
                report(Severity.WARNING, entry, "unknown key", Nearest.remedy(entry.key(), keys));
            } else if (keys.isEmpty() && !section.equals(DEFAULT)) {
                Nearest.of(section, KEYS.keySet())
                        .ifPresent(nearest ->
                                report(Severity.WARNING, entry, "unknown section", "did you mean [" + nearest + "]?"));
            }
            Entry before = entries.put(section + " " + entry.key(), entry);
            if (before != null && !before.value().equals(entry.value()) && (!keys.isEmpty() || isOurs(entry))) {
                report(
                        Severity.WARNING,
                        entry,
                        "set before on line " + before.line() + " to another value",
                        "the last one counts; keep one");
            }
        }
    }

    private static boolean isOurs(Entry entry) {
        return entry.section().equals(DEFAULT)
                && (entry.key().equals("transport") || entry.key().equals("cluster-subnets"));
    }

    private Optional<OvnKubeConfig> config() {
        Transport transport = transport();
        Routing routing = Routing.UNMANAGED;
        boolean snat = true;
        if (transport == Transport.NO_OVERLAY) {
            snat = outboundSnat();
            routing = routing();
        } else {
            entries.values().stream()
                    .filter(entry -> entry.section().equals(NO_OVERLAY))
                    .sorted(Comparator.comparingInt(Entry::line))
                    .forEach(entry -> report(
                            Severity.WARNING,
                            entry,
                            "ignored, because transport is not no-overlay",
                            "set [default] transport = no-overlay"));
        }
        long asNumber = asNumber();
        String namespace = namespace();
        Topology topology = topology(transport == Transport.NO_OVERLAY && routing == Routing.MANAGED);
        List<ClusterSubnet> subnets = clusterSubnets();
        List<Prefix> services = serviceSubnets();
        return faults.anyError()
                ? Optional.empty()
                : Optional.of(new OvnKubeConfig(
                        faults.origin(),
                        transport,
                        subnets,
                        snat,
                        routing,
                        asNumber,
                        topology,
                        namespace,
                        attachment(),
                        services));
    }

    private Transport transport() {
        Optional<Entry> entry = entry(DEFAULT, "transport");
        String value = entry.map(Entry::value).orElse("");
        return switch (value) {
            case "no-overlay" -> Transport.NO_OVERLAY;
            case "" -> Transport.OVERLAY;
            case "geneve" -> {
                report(
                        Severity.WARNING,
                        entry.orElseThrow(),
                        "OVN-Kubernetes itself refuses \"geneve\"",
                        "leave transport out for an overlay");
                yield Transport.OVERLAY;
            }
            default -> {
                report(
                        Severity.ERROR,
                        entry.orElseThrow(),
                        "\"" + value + "\" is not a transport",
                        "no-overlay, or nothing for an overlay");
                yield Transport.OVERLAY;
            }
        };
    }

    private boolean outboundSnat() {
        Optional<String> value = required(NO_OVERLAY, "outbound-snat", "enabled or disabled");
        return switch (value.orElse("enabled")) {
            case "enabled", "enable" -> true;
            case "disabled", "disable" -> false;
            default -> {
                unknown(NO_OVERLAY, "outbound-snat", "enabled or disabled");
                yield true;
            }
        };
    }

    private Routing routing() {
        Optional<String> value = required(NO_OVERLAY, "routing", "managed or unmanaged");
        return switch (value.orElse("unmanaged")) {
            case "managed" -> Routing.MANAGED;
            case "unmanaged" -> Routing.UNMANAGED;
            default -> {
                unknown(NO_OVERLAY, "routing", "managed or unmanaged");
                yield Routing.UNMANAGED;
            }
        };
    }

    private long asNumber() {
        Optional<Entry> entry = entry(BGP_MANAGED, "as-number");
        if (entry.isEmpty()) {
            return OvnKubeConfig.DEFAULT_AS_NUMBER;
        }
        String text = entry.get().value();
        long number = text.matches("[0-9]{1,10}") ? Long.parseLong(text) : -1;
        if (number < 0 || number > 0xFFFFFFFFL) {
            report(Severity.ERROR, entry.get(), "\"" + text + "\" is not an AS number", "1 to 4294967294 is needed");
        } else if (RESERVED_AS_NUMBERS.contains(number)) {
            report(
                    Severity.ERROR,
                    entry.get(),
                    "AS number " + number + " is reserved",
                    "64512 to 65534 are for private use");
        }
        return number;
    }

    private Topology topology(boolean managed) {
        String wanted = "full-mesh or route-reflector";
        Optional<String> value = managed
                ? required(BGP_MANAGED, "topology", wanted)
                : entry(BGP_MANAGED, "topology").map(Entry::value);
        return switch (value.orElse("full-mesh")) {
            case "full-mesh" -> Topology.FULL_MESH;
            case "route-reflector" -> Topology.ROUTE_REFLECTOR;
            default -> {
                unknown(BGP_MANAGED, "topology", wanted);
                yield Topology.FULL_MESH;
            }
        };
    }

    private String namespace() {
        Optional<Entry> entry = entry(BGP_MANAGED, "frr-namespace");
        String value = entry.map(Entry::value).orElse("");
        if (!value.isEmpty() && !value.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
            report(
                    Severity.ERROR,
                    entry.orElseThrow(),
                    "\"" + value + "\" is not a namespace's name",
                    "lower-case letters, digits and dashes, at most 63");
        }
        return value;
    }

    /// One that is none takes no route away: it matters to those alone who look at that object.
    private ObjectKey attachment() {
        Optional<Entry> entry = entry(DEFAULT, "cluster-default-nad")
                .filter(each -> !each.value().isEmpty());
        String[] parts = entry.map(Entry::value).orElse("").split("/", -1);
        if (parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()) {
            return new ObjectKey(parts[0], parts[1]);
        }
        entry.ifPresent(wrong ->
                report(Severity.WARNING, wrong, "\"" + wrong.value() + "\" is no object", "NAMESPACE/NAME is needed"));
        return OvnKubeConfig.DEFAULT_ATTACHMENT;
    }

    private List<ClusterSubnet> clusterSubnets() {
        Optional<Entry> entry = entry(DEFAULT, "cluster-subnets");
        List<ClusterSubnet> subnets = new ArrayList<>();
        for (String text :
                entry.map(Entry::value).orElse(DEFAULT_CLUSTER_SUBNETS).split(",", -1)) {
            try {
                subnets.add(clusterSubnet(text.strip()));
            } catch (IllegalArgumentException bad) {
                report(
                        Severity.ERROR,
                        entry.orElseThrow(),
                        "\"" + text.strip() + "\": " + bad.getMessage(),
                        "CIDR/HOSTLENGTH is needed, as 10.244.0.0/16/24");
            }
        }
        ToIntFunction<ClusterSubnet> length = ClusterSubnet::hostSubnetLength;
        long ipv4Lengths = subnets.stream()
                .filter(subnet -> subnet.prefix().family() == AddressFamily.IPV4)
                .mapToInt(length)
                .distinct()
                .count();
        if (ipv4Lengths > 1) {
            report(
                    Severity.ERROR,
                    entry.orElseThrow(),
                    "IPv4 cluster subnets differ in host subnet length",
                    "one length for all is needed");
        }
        return subnets;
    }

    /// Only outbound SNAT looks at them, and nothing else is to fail for them.
    private List<Prefix> serviceSubnets() {
        Optional<Entry> entry = entry("kubernetes", "service-cidrs");
        List<Prefix> subnets = new ArrayList<>();
        for (String text :
                entry.map(Entry::value).orElse(DEFAULT_SERVICE_SUBNETS).split(",", -1)) {
            try {
                subnets.add(Prefix.parse(text.strip()));
            } catch (IllegalArgumentException bad) {
                report(
                        Severity.WARNING,
                        entry.orElseThrow(),
                        "\"" + text.strip() + "\": " + bad.getMessage(),
                        "prefixes between commas are needed, as 172.30.0.0/16");
            }
        }
        return subnets;
    }

    private static ClusterSubnet clusterSubnet(String text) {
        int first = text.indexOf('/');
        int second = text.indexOf('/', first + 1);
        boolean given = first >= 0 && second >= 0;
        Prefix prefix = Prefix.parse(given ? text.substring(0, second) : text);
        int length = prefix.family() == AddressFamily.IPV4 ? HOST_SUBNET_IPV4 : HOST_SUBNET_IPV6;
        if (given) {
            String digits = text.substring(second + 1);
            if (!digits.matches("[0-9]{1,3}")) {
                throw new IllegalArgumentException("\"" + digits + "\" is not a host subnet length");
            }
            length = Integer.parseInt(digits);
        }
        if (prefix.family() == AddressFamily.IPV6 && length != HOST_SUBNET_IPV6) {
            throw new IllegalArgumentException("an IPv6 host subnet has 64 bits, not " + length);
        }
        return new ClusterSubnet(prefix, length);
    }

    private Optional<Entry> entry(String section, String key) {
        return Optional.ofNullable(entries.get(section + " " + key));
    }

    private Optional<String> required(String section, String key, String wanted) {
        Optional<Entry> entry = entry(section, key);
        if (entry.isEmpty()) {
            report(Severity.ERROR, 0, "[" + section + "] " + key, "missing", wanted + " is needed");
        }
        return entry.map(Entry::value);
    }

    private void unknown(String section, String key, String wanted) {
        Entry entry = entry(section, key).orElseThrow();
        report(Severity.ERROR, entry, "\"" + entry.value() + "\" is not known", wanted);
    }

    private void report(Severity severity, Entry entry, String reason, String remedy) {
        report(severity, entry.line(), "[" + entry.section() + "] " + entry.key(), reason, remedy);
    }

    private void report(Severity severity, int line, String what, String reason, String remedy) {
        boolean file = at instanceof FieldPath.Root;
        String inside = line == 0 ? what : ("line " + line + " " + what).strip();
        faults.add(new Problem(
                severity,
                file ? faults.origin().atLine(line) : faults.origin(),
                faults.object(),
                file ? what : at + " " + inside,
                reason,
                remedy));
    }
}
