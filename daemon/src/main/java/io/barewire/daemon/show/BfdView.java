package io.barewire.daemon.show;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.barewire.bfd.BfdPath;
import io.barewire.bfd.BfdSessionStatus;
import io.barewire.bfd.BfdStatus;
import io.barewire.bfd.Diagnostic;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;

/// `show bfd`: each BFD session with what both ends announce, and what was dropped.
public final class BfdView {
    private BfdView() {}

    public static ObjectNode document(BfdStatus bfd) {
        ObjectNode document = Json.object().put("scheduling", bfd.scheduling());
        document.set(
                "sessions",
                Json.array(bfd.sessions().stream()
                        .sorted(Comparator.comparing((BfdSessionStatus session) ->
                                        session.path().peer())
                                .thenComparing(session -> session.path().toString()))
                        .map(BfdView::session)
                        .toList()));
        ObjectNode dropped = document.putObject("dropped");
        bfd.dropped().forEach((verdict, count) -> dropped.put(verdict.toString(), count));
        return document;
    }

    static ObjectNode session(BfdSessionStatus session) {
        BfdPath path = session.path();
        ObjectNode json = Json.object().put("peer", path.peer().toString());
        Json.put(json, "local", path.local());
        Json.put(json, "interface", path.interfaceName());
        Json.put(json, "vrf", path.vrf());
        json.put("multihop", path.multihop())
                .put("passive", session.profile().passive())
                .put("state", session.state().toString())
                .put("remoteState", session.remoteState().toString())
                .put("secondsInState", session.sinceChange().toSeconds())
                .put("diagnostic", session.diagnostic().toString())
                .put("remoteDiagnostic", session.remoteDiagnostic().toString())
                .put("discriminator", Integer.toUnsignedLong(session.discriminator()))
                .put("remoteDiscriminator", Integer.toUnsignedLong(session.remoteDiscriminator()))
                .put("remoteControlPlaneIndependent", session.remoteControlPlaneIndependent())
                .put("transmitIntervalMillis", millis(session.transmitInterval()))
                .put("detectionTimeMillis", millis(session.detectionTime()))
                .put("echoActive", session.echoActive());
        json.set("announced", timing(session.local()));
        json.set("remoteAnnounced", timing(session.remote()));
        BfdSessionStatus.Counts counts = session.counts();
        json.putObject("counts")
                .put("controlIn", counts.controlIn())
                .put("controlOut", counts.controlOut())
                .put("echoIn", counts.echoIn())
                .put("echoOut", counts.echoOut())
                .put("ups", counts.ups())
                .put("downs", counts.downs())
                .put("sendFailures", counts.sendFailures());
        Json.put(json, "problem", session.problem());
        return json;
    }

    private static ObjectNode timing(BfdSessionStatus.Timing timing) {
        return Json.object()
                .put("transmitMillis", millis(timing.transmit()))
                .put("receiveMillis", millis(timing.receive()))
                .put("echoReceiveMillis", millis(timing.echoReceive()))
                .put("detectMultiplier", timing.detectMultiplier());
    }

    private static double millis(Duration interval) {
        return interval.toNanos() / 1_000_000.0;
    }

    public static String text(JsonNode document, int width) {
        TextTable table =
                new TextTable("PEER", "STATE", ">SINCE", "THEIRS", ">SEND", ">DETECT", ">UP", ">DOWN", "NOTES");
        for (JsonNode session : document.path("sessions")) {
            table.row(
                    peer(session),
                    session.path("state").asText(),
                    Wording.age(
                            Duration.ofSeconds(session.path("secondsInState").asLong())),
                    session.path("remoteState").asText(),
                    milliseconds(session.path("transmitIntervalMillis")),
                    milliseconds(session.path("detectionTimeMillis")),
                    session.path("counts").path("ups").asLong(),
                    session.path("counts").path("downs").asLong(),
                    notes(session));
        }
        if (table.isEmpty()) {
            return "No BFD sessions.\n";
        }
        StringBuilder text = new StringBuilder(table.render(width));
        text.append("\nThread: ").append(document.path("scheduling").asText()).append(".\n");
        document.path("dropped")
                .properties()
                .forEach(reason -> text.append("Dropped ")
                        .append(reason.getValue().asLong())
                        .append(": ")
                        .append(reason.getKey())
                        .append(".\n"));
        return text.toString();
    }

    /// In a few words, for the view of its peer.
    static String brief(JsonNode session) {
        String notes = notes(session);
        return session.path("state").asText()
                + " for "
                + Wording.age(Duration.ofSeconds(session.path("secondsInState").asLong()))
                + (notes.isEmpty() ? "" : ", " + notes);
    }

    private static String peer(JsonNode session) {
        String on = session.path("interface").asText("");
        String vrf = session.path("vrf").asText("");
        return session.path("peer").asText()
                + (on.isEmpty() ? "" : " on " + on)
                + (vrf.isEmpty() ? "" : " in " + vrf)
                + (session.path("multihop").asBoolean() ? " multihop" : "");
    }

    private static String milliseconds(JsonNode value) {
        double millis = value.asDouble();
        return millis == Math.rint(millis)
                ? String.format(Locale.ROOT, "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.3f ms", millis);
    }

    private static String notes(JsonNode session) {
        String problem = session.path("problem").asText("");
        String why = session.path("diagnostic").asText();
        String echo = session.path("echoActive").asBoolean() ? "echo" : "";
        return !problem.isEmpty() ? problem : why.equals(Diagnostic.NONE.toString()) ? echo : why;
    }
}
