package io.barewire.mesh.decode;

import io.barewire.rib.AttributeChange;
import io.barewire.rib.Community;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/// Reads a rule's `set`: what becomes of the attributes of a route.
final class ChangeDecoder {
    private ChangeDecoder() {}

    static List<AttributeChange> decode(Field set) {
        set.requireOnly(List.of("localPref", "med", "removeMed", "communities", "prepend", "removePrivateAs"));
        List<AttributeChange> changes = new ArrayList<>();
        set.member("localPref")
                .integer(0, 0xFFFFFFFFL)
                .map(AttributeChange.SetLocalPref::new)
                .ifPresent(changes::add);
        Field removeMed = set.member("removeMed");
        if (removeMed.flag().orElse(false)) {
            if (set.member("med").present()) {
                removeMed.error("MED is set and removed", "keep one of them");
            }
            changes.add(new AttributeChange.RemoveMed());
        }
        set.member("med")
                .integer(0, 0xFFFFFFFFL)
                .map(AttributeChange.SetMed::new)
                .ifPresent(changes::add);
        communities(set.member("communities"), changes);
        if (set.member("removePrivateAs").flag().orElse(false)) {
            changes.add(new AttributeChange.RemovePrivateAs());
        }
        prepend(set.member("prepend"), changes);
        return changes;
    }

    private static void communities(Field field, List<AttributeChange> changes) {
        field.requireOnly(List.of("add", "remove", "replace"));
        Field add = field.member("add");
        Field remove = field.member("remove");
        Field replace = field.member("replace");
        if (replace.present()) {
            if (add.present() || remove.present()) {
                replace.error("leaves nothing to add or remove", "name all of them under replace");
            }
            changes.add(new AttributeChange.ReplaceCommunities(listed(replace.elements())));
        }
        List<Community> removed = listed(remove.atLeastOne());
        if (!removed.isEmpty()) {
            changes.add(new AttributeChange.RemoveCommunities(new HashSet<>(removed)));
        }
        List<Community> added = listed(add.atLeastOne());
        if (!added.isEmpty()) {
            changes.add(new AttributeChange.AddCommunities(added));
        }
    }

    private static List<Community> listed(List<Field> elements) {
        List<Community> communities = new ArrayList<>();
        elements.forEach(element -> element.community().ifPresent(communities::add));
        return communities;
    }

    private static void prepend(Field field, List<AttributeChange> changes) {
        field.requireOnly(List.of("as", "times"));
        if (!field.isMap()) {
            return;
        }
        Field as = field.member("as");
        if (!as.present()) {
            as.error("missing", "the AS number to put in front is needed");
        }
        int times = field.member("times")
                .integer(1, AttributeChange.Prepend.MOST_TIMES)
                .map(Math::toIntExact)
                .orElse(1);
        RuleDecoder.asNumber(as)
                .map(number -> new AttributeChange.Prepend(number, times))
                .ifPresent(changes::add);
    }
}
