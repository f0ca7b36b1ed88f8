package io.barewire.mesh.manifests;

import io.barewire.mesh.decode.Decoded;
import io.barewire.mesh.inforce.Part;
import io.barewire.mesh.objects.FrrConfiguration;
import io.barewire.mesh.objects.FrrConfiguration.Neighbor;
import io.barewire.mesh.objects.FrrConfiguration.Router;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A file of which nothing changed but some neighbors of a long list that stand side by side: all others stay the
/// objects that they are, and their text is not parsed again.
///
/// How that can be right, with YAML's grammar: the new text is parsed, but for neighbors that both versions have, those
/// before the change and those behind it. A parser that has come to the end of a list's element is in the state in
/// which it was before that element; so it is where it would be in the whole text, provided that the neighbors next to
/// the gaps turn out to begin, in the same list, where they should. These are parsed, too, as is the last of the list,
/// whose end only the parser knows. Aliases alone reach from one element into another; no text with an anchor comes
/// here. Of a gap its line breaks stay, so that lines count as in the file.
///
/// Each neighbor is decoded by itself and what stands around the list, which has not changed. Whenever anything is
/// wrong, or else than expected, the answer is empty, and the whole file must be read.
final class NeighborEdit {
    private static final int BLOCK = 512;

    /// Elements whose text is left out, but for its lines.
    ///
    /// @param from where it begins
    /// @param lines that it goes over
    /// @param column where the element begins that is behind it, so many octets after the last line break
    /// @param to where that is
    private record Gap(int from, int lines, int column, int to) {
        static Gap between(byte[] text, Elements elements, int one, int other, int further) {
            int to = elements.start(other) + further;
            return new Gap(
                    elements.start(one) + further,
                    elements.line(other) - elements.line(one),
                    to - lineOf(text, to),
                    to);
        }

        static Gap noneAt(int position) {
            return new Gap(position, 0, 0, position);
        }

        String filling() {
            return "\n".repeat(lines) + " ".repeat(column);
        }

        /// How many octets shorter the text is.
        int saved() {
            return to - from - lines - column;
        }
    }

    private final ManifestVersion version;
    private final byte[] text;
    private final NeighborList list;
    private final Elements old;

    /// Neighbors before this one have not changed, nor has what stands around them.
    private final int first;

    /// Nor have those behind this one; the list's size when there is none.
    private final int last;

    /// How much further on these are in the new text.
    private final int further;

    private final Gap before;
    private final Gap behind;

    private NeighborEdit(ManifestVersion version, byte[] text, NeighborList list, int first, int last) {
        this.version = version;
        this.text = text;
        this.list = list;
        this.old = list.elements();
        this.first = first;
        this.last = last;
        this.further = text.length - version.text().length;
        this.before = first == 0 ? Gap.noneAt(old.start(0)) : Gap.between(text, old, 0, first, 0);
        this.behind =
                hasGapBehind() ? Gap.between(text, old, last + 1, old.size() - 1, further) : Gap.noneAt(text.length);
    }

    private boolean hasGapBehind() {
        return last + 1 < old.size() - 1;
    }

    /// @param octets the new text
    static Optional<ManifestVersion> after(ManifestVersion version, String path, byte[] octets) {
        byte[] old = version.text();
        int same = Arrays.mismatch(old, octets);
        if (version.lists().isEmpty() || same < 0) {
            return Optional.empty();
        }
        int end = old.length - sameAtTheEnd(old, octets, Math.min(old.length, octets.length) - same);
        for (NeighborList list : version.lists()) {
            Elements elements = list.elements();
            int changed = elements.lastUntil(same);
            int unchanged = changed + 1;
            while (unchanged < elements.size() && lineOf(old, elements.start(unchanged)) < end) {
                unchanged++;
            }
            boolean within = changed >= 0 && (unchanged < elements.size() || lineOf(old, elements.end()) >= end);
            int spared = Math.max(0, changed - 1) + Math.max(0, elements.size() - unchanged - 2);
            if (within && 2 * spared > elements.size()) {
                return new NeighborEdit(version, octets, list, Math.max(0, changed - 1), unchanged).read(path);
            }
        }
        return Optional.empty();
    }

    /// @param most so many at most
    private static int sameAtTheEnd(byte[] one, byte[] other, int most) {
        int same = 0;
        while (same + BLOCK <= most
                && Arrays.equals(
                        one,
                        one.length - same - BLOCK,
                        one.length - same,
                        other,
                        other.length - same - BLOCK,
                        other.length - same)) {
            same += BLOCK;
        }
        while (same < most && one[one.length - 1 - same] == other[other.length - 1 - same]) {
            same++;
        }
        return same;
    }

    /// Where the line begins that this position is in.
    private static int lineOf(byte[] text, int position) {
        int at = position;
        while (at > 0 && text[at - 1] != '\n' && text[at - 1] != '\r') {
            at--;
        }
        return at;
    }

    private Optional<ManifestVersion> read(String path) {
        ByteArrayOutputStream shorter = new ByteArrayOutputStream();
        shorter.write(text, 0, before.from());
        shorter.writeBytes(before.filling().getBytes(StandardCharsets.US_ASCII));
        shorter.write(text, before.to(), behind.from() - before.to());
        shorter.writeBytes(behind.filling().getBytes(StandardCharsets.US_ASCII));
        shorter.write(text, behind.to(), text.length - behind.to());
        ManifestText.Content content = ManifestText.read(path, shorter.toByteArray());
        List<NeighborList> lists = content.lists().stream()
                .map(one -> new NeighborList(one.object(), one.router(), inText(one.elements())))
                .toList();
        return lists.stream()
                .filter(list::isOf)
                .findFirst()
                .filter(now -> isWhereItShouldBe(now.elements()))
                .map(now -> ManifestVersion.of(
                        text,
                        new ManifestText.Content(
                                withOthers(content.part()),
                                lists.stream()
                                        .map(one -> list.isOf(one) ? withOthers(one) : one)
                                        .toList())));
    }

    /// In the whole text what was found in the shorter one.
    private Elements inText(Elements found) {
        Elements there = new Elements();
        for (int i = 0; i < found.size(); i++) {
            there.add(inText(found.start(i)), found.line(i));
        }
        there.endAt(inText(found.end()));
        return there;
    }

    private int inText(int position) {
        int withFirst = position < before.from() ? position : position + before.saved();
        return withFirst < behind.from() ? withFirst : withFirst + behind.saved();
    }

    private boolean isWhereItShouldBe(Elements now) {
        int checked = Math.min(2, old.size() - last);
        boolean right = now.size() >= checked && now.end() == old.end() + further;
        for (int i = 1; i <= checked; i++) {
            int one = i == checked ? last : old.size() - 1;
            right = right && now.start(now.size() - i) == old.start(one) + further;
        }
        return right && (first == 0 || (now.size() > checked && now.start(0) == old.start(first)));
    }

    private Part withOthers(Part parsed) {
        FrrConfiguration was =
                flawless(version.part().objects().get(list.object())).orElseThrow();
        Decoded.Good good = (Decoded.Good) parsed.objects().get(list.object());
        FrrConfiguration is = (FrrConfiguration) good.value();
        List<Router> routers = new ArrayList<>(is.routers());
        routers.set(
                list.router(), routers.get(list.router()).withNeighbors(withOthers(neighborsOf(was), neighborsOf(is))));
        List<Decoded> objects = new ArrayList<>(parsed.objects());
        objects.set(list.object(), new Decoded.Good(good.id(), is.withRouters(routers), List.of()));
        return new Part(parsed.path(), parsed.complete(), objects, parsed.problems());
    }

    private List<Neighbor> neighborsOf(FrrConfiguration configuration) {
        return configuration.routers().get(list.router()).neighbors();
    }

    private List<Neighbor> withOthers(List<Neighbor> were, List<Neighbor> parsed) {
        int tail = tail(parsed.size());
        List<Neighbor> all = new ArrayList<>(were.subList(0, first));
        for (Neighbor neighbor : parsed.subList(0, tail)) {
            all.add(at(all.size(), neighbor));
        }
        if (hasGapBehind()) {
            boolean moved = all.size() != last + 1;
            for (Neighbor neighbor : were.subList(last + 1, were.size() - 1)) {
                all.add(moved ? at(all.size(), neighbor) : neighbor);
            }
        }
        for (Neighbor neighbor : parsed.subList(tail, parsed.size())) {
            all.add(at(all.size(), neighbor));
        }
        return all;
    }

    private static Neighbor at(int index, Neighbor neighbor) {
        String path = neighbor.path();
        return neighbor.withPath(path.substring(0, path.lastIndexOf('[') + 1) + index + "]");
    }

    private NeighborList withOthers(NeighborList parsed) {
        Elements now = parsed.elements();
        Elements all = new Elements();
        int tail = tail(now.size());
        all.addAll(old, 0, first, 0, 0);
        all.addAll(now, 0, tail, 0, 0);
        if (hasGapBehind()) {
            int below = now.line(tail) - old.line(old.size() - 1);
            all.addAll(old, last + 1, old.size() - 1, further, below);
        }
        all.addAll(now, tail, now.size(), 0, 0);
        all.endAt(now.end());
        return new NeighborList(list.object(), list.router(), all);
    }

    /// Which of so many that were parsed stands behind the gap that is behind the change.
    private int tail(int parsed) {
        return hasGapBehind() ? parsed - 1 : parsed;
    }

    /// An object whose neighbors may be kept: none of them was left out.
    static Optional<FrrConfiguration> flawless(Decoded decoded) {
        return decoded instanceof Decoded.Good good
                        && good.problems().isEmpty()
                        && good.value() instanceof FrrConfiguration configuration
                ? Optional.of(configuration)
                : Optional.empty();
    }
}
