package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.speaker.MessageCounts;
import io.barewire.speaker.PeerConfig;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.PrefixCounts;
import io.barewire.speaker.Protection;
import io.barewire.speaker.Reach;
import io.barewire.speaker.RemoteAs;
import io.barewire.speaker.SessionDetails;
import io.barewire.speaker.SessionEnd;
import io.barewire.speaker.Source;
import io.barewire.speaker.TcpOptions;
import io.barewire.wire.AddressFamily;
import io.barewire.wire.BgpRole;
import io.barewire.wire.Capability;
import io.barewire.wire.IpAddress;
import io.barewire.wire.Notification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// `show neighbors`: each session, and why it is down.
public final class NeighborsView {
    private NeighborsView() {}

    public static ObjectNode document(List<PeerStatus> peers, Instant now) {
        ObjectNode document = Json.object().put("now", now.toString());
        document.set(
                "neighbors",
                Json.array(peers.stream().map(NeighborsView::neighbor).toList()));
        return document;
    }

    private static ObjectNode neighbor(PeerStatus peer) {
        PeerConfig config = peer.config();
        ObjectNode neighbor = Json.object().put("peer", peer.id().name());
        as(neighbor, peer);
        neighbor.put("port", config.port())
                .put("external", peer.external())
                .put("passive", config.tcp().passive())
                .put("multihop", config.tcp().reach() instanceof Reach.Multihop);
        config.session().localAs().ifPresent(local -> neighbor.put("localAs", local.as()));
        Json.put(neighbor, "role", config.session().role().map(Wording::role));
        Json.put(neighbor, "shutdown", config.session().shutdown());
        neighbor.put("gracefulRestart", Wording.mode(config.session().gracefulRestart()));
        tcp(neighbor, config.tcp());
        neighbor.set("families", families(config.families()));
        neighbor.set(
                "timers",
                Json.object()
                        .put("holdSeconds", config.timers().hold().toSeconds())
                        .put("keepaliveSeconds", config.timers().keepalive().toSeconds())
                        .put(
                                "connectRetrySeconds",
                                config.timers().connectRetry().toSeconds()));
        PolicyView.put(config.policy(), neighbor);
        neighbor.put("state", Wording.state(peer.state()));
        neighbor.put("since", peer.since().toString());
        neighbor.put("timesEstablished", peer.timesEstablished());
        neighbor.put("timesLost", peer.timesLost());
        Json.put(neighbor, "nextAttempt", peer.nextAttempt());
        keptDown(neighbor, peer);
        peer.session().ifPresent(session -> neighbor.set("session", session(session)));
        peer.lastEnd().ifPresent(end -> neighbor.set("lastEnd", end(end)));
        peer.bfd().ifPresent(bfd -> neighbor.set("bfd", BfdView.session(bfd)));
        ObjectNode messages = neighbor.putObject("messages");
        messages.set("in", messages(peer.messagesIn()));
        messages.set("out", messages(peer.messagesOut()));
        ObjectNode prefixes = neighbor.putObject("prefixes");
        for (AddressFamily family : AddressFamily.values()) {
            if (config.families().contains(family)) {
                prefixes.set(Wording.family(family), prefixes(peer.prefixes(family)));
            }
        }
        return neighbor;
    }

    /// Why it is kept down, if it is.
    static void keptDown(ObjectNode neighbor, PeerStatus peer) {
        if (peer.keptDown()) {
            neighbor.put("keptDown", peer.lastEnd().map(SessionEnd::why).orElse(""));
        }
    }

    /// `Idle: too many prefixes (limit 1000), restarts in 4m12s`.
    static String state(JsonNode neighbor, JsonNode now) {
        String state = neighbor.path("state").asText();
        return neighbor.has("keptDown")
                ? state + ": " + neighbor.path("keptDown").asText() + ", " + until(neighbor, now)
                : state;
    }

    private static String until(JsonNode neighbor, JsonNode now) {
        JsonNode next = neighbor.path("nextAttempt");
        return next.isMissingNode() ? "until cleared" : "restarts in " + Wording.age(now, next);
    }

    /// Its number, once that is known; else what it may be.
    static void as(ObjectNode neighbor, PeerStatus peer) {
        as(
                neighbor,
                peer.as().isPresent()
                        ? RemoteAs.of(peer.as().getAsLong())
                        : peer.config().remoteAs());
    }

    static void as(ObjectNode into, RemoteAs as) {
        as.number().ifPresentOrElse(number -> into.put("as", number), () -> into.put("as", as.toString()));
    }

    private static JsonNode families(Iterable<AddressFamily> families) {
        List<String> names = new ArrayList<>();
        families.forEach(family -> names.add(Wording.family(family)));
        names.sort(null);
        return Json.strings(names);
    }

    /// How it is connected to. A key is never shown, only that there is one.
    static void tcp(ObjectNode into, TcpOptions tcp) {
        switch (tcp.reach()) {
            case Reach.Direct() -> {}
            case Reach.Adjacent() -> into.put("connectedCheck", false);
            case Reach.Multihop(int hops) -> into.put("maximumHops", hops);
            case Reach.TtlSecurity(int hops) -> into.put("ttlSecurityHops", hops);
        }
        switch (tcp.source()) {
            case Source.Any() -> {}
            case Source.Address(IpAddress address) -> into.put("sourceAddress", address.toString());
            case Source.Interface(String name) -> into.put("sourceInterface", name);
        }
        switch (tcp.protection()) {
            case Protection.None() -> {}
            case Protection.Md5 _ -> into.put("protection", "TCP-MD5");
            case Protection.Ao _ -> into.put("protection", "TCP-AO");
        }
        Json.put(into, "vrf", tcp.vrf());
    }

    private static ObjectNode session(SessionDetails session) {
        ObjectNode json = Json.object()
                .put("localAddress", Wording.endpoint(session.localAddress()))
                .put("remoteAddress", Wording.endpoint(session.remoteAddress()))
                .put("peerIdentifier", session.peerIdentifier().toString())
                .put("holdSeconds", session.holdTime().toSeconds())
                .put("keepaliveSeconds", session.keepaliveTime().toSeconds());
        json.set("families", families(session.families()));
        json.set("capabilitiesOffered", capabilities(session.offered()));
        json.set("capabilitiesReceived", capabilities(session.received()));
        return json;
    }

    private static JsonNode capabilities(List<Capability> capabilities) {
        return Json.strings(capabilities.stream().map(NeighborsView::name).toList());
    }

    /// Under their names in the IANA registry, with what they carry.
    private static String name(Capability capability) {
        return switch (capability) {
            case Capability.Multiprotocol it ->
                "multiprotocol "
                        + AddressFamily.of(it.afi(), it.safi())
                                .map(Wording::family)
                                .orElse("AFI " + it.afi() + " SAFI " + it.safi());
            case Capability.RouteRefresh _ -> "route refresh";
            case Capability.ExtendedNextHop _ -> "extended next hop";
            case Capability.ExtendedMessage _ -> "extended message";
            case Capability.GracefulRestart it ->
                "graceful restart " + it.restartTimeSeconds() + " s" + (it.restarting() ? ", restarting" : "")
                        + (it.families().isEmpty() ? ", helper" : "") + (it.notification() ? ", N" : "");
            case Capability.Role it ->
                "role " + BgpRole.of(it.value()).map(Wording::role).orElse(Integer.toString(it.value()));
            case Capability.LongLivedGracefulRestart _ -> "long-lived graceful restart";
            case Capability.FourOctetAs it -> "four-octet AS " + it.as();
            case Capability.AddPath _ -> "add-path";
            case Capability.EnhancedRouteRefresh _ -> "enhanced route refresh";
            case Capability.Fqdn it ->
                "FQDN " + it.hostName() + (it.domainName().isEmpty() ? "" : "." + it.domainName());
            case Capability.Unknown it -> "code " + it.code();
        };
    }

    private static ObjectNode end(SessionEnd end) {
        ObjectNode json = Json.object()
                .put("at", end.at().toString())
                .put("why", end.why())
                .put("wasEstablished", end.wasEstablished());
        end.sent().ifPresent(notification -> json.set("sent", notification(notification)));
        end.received().ifPresent(notification -> json.set("received", notification(notification)));
        return json;
    }

    private static ObjectNode notification(Notification notification) {
        ObjectNode json = Json.object()
                .put("code", notification.code())
                .put("subcode", notification.subcode())
                .put("name", notification.describe())
                .put("data", notification.data().toHex());
        Json.put(json, "message", notification.shutdownCommunication());
        return json;
    }

    private static ObjectNode messages(MessageCounts counts) {
        return Json.object()
                .put("open", counts.opens())
                .put("update", counts.updates())
                .put("notification", counts.notifications())
                .put("keepalive", counts.keepalives())
                .put("routeRefresh", counts.routeRefreshes());
    }

    private static ObjectNode prefixes(PrefixCounts counts) {
        return Json.object()
                .put("received", counts.received())
                .put("accepted", counts.accepted())
                .put("denied", counts.denied())
                .put("advertised", counts.advertised())
                .put("refusedPaths", counts.refusedPaths())
                .put("stale", counts.stale());
    }

    /// A table for several, all there is for a single one.
    public static String text(JsonNode document, boolean single, int width) {
        JsonNode neighbors = document.path("neighbors");
        JsonNode now = document.path("now");
        return single && neighbors.size() == 1 ? details(neighbors.path(0), now, width) : table(neighbors, now, width);
    }

    private static String table(JsonNode neighbors, JsonNode now, int width) {
        TextTable table = new TextTable("PEER", ">AS", "STATE", ">SINCE", ">UP", ">LOST", "LAST ERROR");
        for (JsonNode neighbor : neighbors) {
            table.row(
                    neighbor.path("peer").asText(),
                    neighbor.path("as").asText(),
                    state(neighbor, now),
                    Wording.age(neighbor.path("since"), now),
                    neighbor.path("timesEstablished").asLong(),
                    neighbor.path("timesLost").asLong(),
                    lastError(neighbor, now));
        }
        return table.isEmpty() ? "No peers.\n" : table.render(width);
    }

    private static String lastError(JsonNode neighbor, JsonNode now) {
        JsonNode end = neighbor.path("lastEnd");
        return end.isMissingNode() ? "" : end.path("why").asText() + " (" + Wording.age(end.path("at"), now) + " ago)";
    }

    private static String details(JsonNode neighbor, JsonNode now, int width) {
        TextTable table = new TextTable("FIELD", "VALUE");
        table.row(
                "Peer",
                neighbor.path("peer").asText() + " port "
                        + neighbor.path("port").asInt());
        table.row(
                "AS",
                neighbor.path("as").asText() + (neighbor.path("external").asBoolean() ? " (external)" : " (internal)"));
        if (neighbor.has("localAs")) {
            table.row("Local AS", neighbor.path("localAs").asLong());
        }
        if (neighbor.has("role")) {
            table.row("Role", neighbor.path("role").asText());
        }
        List<String> tcp = tcp(neighbor);
        if (!tcp.isEmpty()) {
            table.row("TCP", String.join(", ", tcp));
        }
        table.row("Graceful restart", restart(neighbor));
        if (neighbor.has("shutdown")) {
            String text = neighbor.path("shutdown").asText();
            table.row("Shut down", text.isEmpty() ? "by configuration" : "by configuration: \"" + text + "\"");
        }
        table.row("State", neighbor.path("state").asText() + " for " + Wording.age(neighbor.path("since"), now));
        table.row(
                "History",
                "up " + Wording.counted(neighbor.path("timesEstablished").asLong(), "time") + ", lost "
                        + Wording.counted(neighbor.path("timesLost").asLong(), "time"));
        JsonNode session = neighbor.path("session");
        if (session.isMissingNode()) {
            retry(neighbor, now, table);
        } else {
            session(session, table);
        }
        end(neighbor.path("lastEnd"), now, table);
        if (neighbor.has("bfd")) {
            table.row("BFD", BfdView.brief(neighbor.path("bfd")));
        }
        JsonNode timers = neighbor.path("timers");
        table.row(
                "Configured timers",
                "hold " + timers.path("holdSeconds").asLong() + " s, keepalive "
                        + timers.path("keepaliveSeconds").asLong() + " s, connect retry "
                        + timers.path("connectRetrySeconds").asLong() + " s");
        table.row("Import filter", filter(neighbor.path("importFilter")));
        Json.texts(neighbor.path("importRules")).forEach(rule -> table.row("Import rule", rule));
        table.row("Export filter", filter(neighbor.path("exportFilter")));
        Json.texts(neighbor.path("exportRules")).forEach(rule -> table.row("Export rule", rule));
        neighbor.path("prefixes")
                .properties()
                .forEach(family -> table.row("Prefixes " + family.getKey(), prefixes(family.getValue())));
        table.row("Messages in", messages(neighbor.path("messages").path("in")));
        table.row("Messages out", messages(neighbor.path("messages").path("out")));
        return table.render(width);
    }

    /// How it is connected to, as far as that is not the usual way.
    private static List<String> tcp(JsonNode neighbor) {
        List<String> tcp = new ArrayList<>();
        if (neighbor.has("protection")) {
            tcp.add(neighbor.path("protection").asText());
        }
        if (neighbor.has("maximumHops")) {
            tcp.add("up to " + Wording.counted(neighbor.path("maximumHops").asLong(), "hop"));
        }
        if (neighbor.has("ttlSecurityHops")) {
            tcp.add("TTL security of "
                    + Wording.counted(neighbor.path("ttlSecurityHops").asLong(), "hop"));
        }
        if (neighbor.has("sourceAddress")) {
            tcp.add("from " + neighbor.path("sourceAddress").asText());
        }
        if (neighbor.has("sourceInterface")) {
            tcp.add("from " + neighbor.path("sourceInterface").asText());
        }
        return tcp;
    }

    /// Whose restarts are survived, as far as both offer it.
    private static String restart(JsonNode neighbor) {
        List<String> theirs = Json.texts(neighbor.path("session").path("capabilitiesReceived")).stream()
                .filter(name -> name.startsWith("graceful restart"))
                .toList();
        String ours = "we: " + neighbor.path("gracefulRestart").asText();
        return neighbor.path("session").isMissingNode()
                ? ours
                : ours + "; the peer: "
                        + (theirs.isEmpty() ? "none" : theirs.getFirst().substring(17));
    }

    private static void retry(JsonNode neighbor, JsonNode now, TextTable table) {
        JsonNode next = neighbor.path("nextAttempt");
        String in = Wording.age(now, next);
        boolean underWay = neighbor.path("state").asText().startsWith("Open") || in.equals("0s");
        table.row(
                "Next attempt",
                neighbor.has("keptDown")
                        ? until(neighbor, now) + "; `barewire clear` ends the wait"
                        : underWay
                                ? "under way"
                                : next.isMissingNode()
                                        ? "the peer's: we wait for it to connect"
                                        : "in " + in + ", and whenever the peer connects");
    }

    private static void session(JsonNode session, TextTable table) {
        table.row(
                "Connection",
                session.path("localAddress").asText() + " to "
                        + session.path("remoteAddress").asText());
        table.row("BGP identifier", session.path("peerIdentifier").asText());
        table.row(
                "Agreed timers",
                "hold " + session.path("holdSeconds").asLong() + " s, keepalive "
                        + session.path("keepaliveSeconds").asLong() + " s");
        table.row("Families", String.join(", ", Json.texts(session.path("families"))));
        table.row("Capabilities ours", String.join(", ", Json.texts(session.path("capabilitiesOffered"))));
        table.row("Capabilities theirs", String.join(", ", Json.texts(session.path("capabilitiesReceived"))));
    }

    private static void end(JsonNode end, JsonNode now, TextTable table) {
        if (end.isMissingNode()) {
            return;
        }
        table.row(
                end.path("wasEstablished").asBoolean() ? "Last session ended" : "Last attempt failed",
                Wording.age(end.path("at"), now) + " ago: " + end.path("why").asText());
        notification("NOTIFICATION sent", end.path("sent"), table);
        notification("NOTIFICATION received", end.path("received"), table);
    }

    private static void notification(String field, JsonNode notification, TextTable table) {
        if (notification.isMissingNode()) {
            return;
        }
        String message = notification.path("message").asText("");
        String data = notification.path("data").asText();
        table.row(
                field,
                notification.path("code").asInt() + "/"
                        + notification.path("subcode").asInt() + " "
                        + notification.path("name").asText()
                        + (!message.isEmpty() ? ": \"" + message + "\"" : data.isEmpty() ? "" : ", data " + data));
    }

    private static String filter(JsonNode rules) {
        return rules.isEmpty() ? "nothing passes" : String.join(", ", Json.texts(rules));
    }

    private static String prefixes(JsonNode counts) {
        return counts.path("received").asInt() + " received ("
                + counts.path("accepted").asInt() + " accepted, "
                + counts.path("denied").asInt() + " denied), "
                + counts.path("advertised").asInt() + " advertised"
                + (counts.path("stale").asInt() > 0
                        ? ", " + counts.path("stale").asInt() + " stale"
                        : "");
    }

    private static String messages(JsonNode counts) {
        return counts.path("open").asLong() + " OPEN, " + counts.path("update").asLong() + " UPDATE, "
                + counts.path("keepalive").asLong() + " KEEPALIVE, "
                + counts.path("notification").asLong()
                + " NOTIFICATION, " + counts.path("routeRefresh").asLong() + " ROUTE-REFRESH";
    }
}
