package io.barewire.examples;

import io.barewire.examples.mrt.MrtRecord.DumpPeer;
import io.barewire.examples.mrt.MrtRecord.Entry;
import io.barewire.examples.mrt.MrtRecord.PeerIndexTable;
import io.barewire.examples.mrt.MrtRecord.RibEntries;
import io.barewire.examples.mrt.MrtWriter;
import io.barewire.rib.LocRibEntry;
import io.barewire.rib.PeerId;
import io.barewire.rib.RouteQuery;
import io.barewire.speaker.BgpSpeaker;
import io.barewire.speaker.PeerStatus;
import io.barewire.speaker.SpeakerStatus;
import io.barewire.wire.IpAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The whole table as an MRT file (TABLE_DUMP_V2), page by page, so that a full table costs no memory and holds up
/// nobody. It is a picture of the time it took: a prefix that changes meanwhile is in it as it was or as it is.
final class TableDump {
    private static final int PAGE = 1_000;

    private final BgpSpeaker speaker;
    private final Path directory;

    TableDump(BgpSpeaker speaker, Path directory) {
        this.speaker = speaker;
        this.directory = directory;
    }

    /// The time of an entry is that since when the session is up: when a single route came is not kept.
    private record Known(int index, Instant since) {}

    /// @return the file, which appears under its name when it is whole
    Path write() throws IOException {
        Path file = MrtFiles.next(directory, "rib");
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        SpeakerStatus status = speaker.status();
        Instant now = Instant.now();
        Map<PeerId, Known> peers = new HashMap<>();
        List<DumpPeer> index = new ArrayList<>();
        for (PeerStatus peer : status.peers()) {
            peer.session().ifPresent(session -> {
                peers.put(peer.id(), new Known(index.size(), peer.since()));
                index.add(new DumpPeer(
                        session.peerIdentifier(),
                        IpAddress.of(session.remoteAddress().getAddress()),
                        session.peerAs()));
            });
        }
        try (MrtWriter writer = MrtFiles.open(partial)) {
            writer.write(new PeerIndexTable(now, status.bgpIdentifier(), "", index));
            long sequence = 0;
            RouteQuery query = RouteQuery.first(PAGE);
            List<LocRibEntry> page = speaker.routes(query).join();
            while (!page.isEmpty()) {
                for (LocRibEntry entry : page) {
                    List<Entry> entries = entries(entry, peers);
                    if (!entries.isEmpty()) {
                        writer.write(new RibEntries(now, sequence++, entry.prefix(), entries));
                    }
                }
                query = query.behind(page.getLast().prefix());
                page = speaker.routes(query).join();
            }
        }
        return Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static List<Entry> entries(LocRibEntry entry, Map<PeerId, Known> peers) {
        List<Entry> entries = new ArrayList<>();
        for (LocRibEntry.Path path : entry.paths()) {
            Known from = path.peer().map(peers::get).orElse(null);
            if (from != null) {
                entries.add(new Entry(from.index(), from.since(), path.nextHop().orElseThrow(), path.attributes()));
            }
        }
        return entries;
    }
}
